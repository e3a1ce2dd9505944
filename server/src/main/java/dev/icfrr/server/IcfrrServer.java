package dev.icfrr.server;

import dev.icfrr.server.api.Api;
import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.server.http.Credentials;
import dev.icfrr.server.http.Exposure;
import dev.icfrr.server.http.HttpLayers;
import dev.icfrr.server.http.JettyErrorHandler;
import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.PageFiles;
import dev.icfrr.server.http.ProblemResponses;
import dev.icfrr.server.http.Route;
import dev.icfrr.server.http.SameSite;
import dev.icfrr.server.http.SecurityHeaders;
import dev.icfrr.server.http.ServerMetrics;
import dev.icfrr.server.http.TrustedProxies;
import dev.icfrr.server.http.WorkQueue;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.ModelReference;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;

/**
 * Serves a gallery index and a web page for sketches over HTTP. Closing it finishes running requests.
 */
public final class IcfrrServer implements AutoCloseable {
    private static final int MOST_HEADER_BYTES = 8 << 10;
    private static final List<String> PAGE = List.of(
            "index.html",
            "app.css",
            "api.js",
            "app.js",
            "canvas.js",
            "dom.js",
            "examples.js",
            "notices.js",
            "pad.js",
            "peek.js",
            "rankings.js",
            "results.js",
            "searcher.js",
            "settings.js",
            "state.js",
            "timeline.js",
            "why.js",
            "icon.svg",
            "openapi.yaml");

    private final Api api;
    private final WorkQueue queue;
    private final Javalin javalin;
    private final List<Route> routes;
    private final ServerSettings settings;
    private final int port;

    private IcfrrServer(Api api, WorkQueue queue, Javalin javalin, List<Route> routes, ServerSettings settings) {
        this.api = api;
        this.queue = queue;
        this.javalin = javalin;
        this.routes = routes;
        this.settings = settings;
        port = javalin.port();
    }

    /** Starts a server with the model that the index names. */
    public static IcfrrServer start(GalleryIndex index, ServerSettings settings) throws IOException {
        return start(index, index.model(), settings);
    }

    /**
     * Starts a server.
     *
     * @param model extracts features from images; empty to search only by vectors and items
     * @throws IOException if the model cannot be opened or the port is in use
     */
    public static IcfrrServer start(GalleryIndex index, Optional<ModelReference> model, ServerSettings settings)
            throws IOException {
        QuietLogs.set();
        Json json = new Json(settings.limits().bodyBytes());
        WorkQueue queue = new WorkQueue(settings.limits());
        ServerMetrics metrics = new ServerMetrics();
        Credentials credentials = new Credentials(settings.apiKey(), settings.changes());
        Api api = new Api(index, model, settings.limits(), credentials, version(), json, queue, metrics);
        try {
            List<Route> routes = new ArrayList<>(api.routes());
            routes.addAll(PageFiles.routes(
                    IcfrrServer.class, PAGE, settings.exposure().publicUrl()));
            ProblemResponses problems = new ProblemResponses(json, metrics::refused);
            Javalin javalin =
                    Javalin.create(config -> configure(config, settings, credentials, routes, problems, metrics));
            QuietLogs.whileStarting(() -> javalin.start(settings.host(), settings.port()));
            api.started();
            return new IcfrrServer(api, queue, javalin, routes, settings);
        } catch (JavalinBindException e) {
            queue.close();
            api.close();
            throw new BindException(settings.host() + ":" + settings.port()
                    + ": the port is in use or not allowed; choose another one with --port");
        } catch (RuntimeException e) {
            queue.close();
            api.close();
            throw e;
        }
    }

    private static String version() {
        return Optional.ofNullable(IcfrrServer.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    private static void configure(
            JavalinConfig config,
            ServerSettings settings,
            Credentials credentials,
            List<Route> routes,
            ProblemResponses problems,
            ServerMetrics metrics) {
        Limits limits = settings.limits();
        config.concurrency.useVirtualThreads = true;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        // Jetty compresses: it gives compressed responses their own entity tags.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.maxRequestSize = limits.bodyBytes();
        config.jetty.modifyHttpConfiguration(http -> configure(http, limits, settings.exposure()));
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(limits.stopTime().toMillis());
            server.setErrorHandler(new JettyErrorHandler(problems));
            Handler.Wrapper compression = HttpLayers.compression();
            server.setHandler(HttpLayers.crossOrigin(settings.exposure())
                    .<Handler.Wrapper>map(outer -> HttpLayers.around(outer, compression))
                    .orElse(compression));
            HttpLayers.accessLog(settings.exposure()).ifPresent(server::setRequestLog);
        });
        config.jetty.modifyServletContextHandler(handler -> {
            handler.setErrorHandler(new JettyErrorHandler(problems));
            handler.getServletHandler().setDecodeAmbiguousURIs(true);
        });
        problems.register(config.routes);
        config.routes.before(context -> {
            context.attribute("start", System.nanoTime());
            SecurityHeaders.ALL.forEach(context::header);
        });
        config.routes.after(context -> count(context, metrics));
        SameSite sameSite = new SameSite(settings.apiKey().isEmpty(), settings.host(), settings.exposure());
        for (Route route : routes) {
            io.javalin.http.Handler handler = guarded(route, credentials, sameSite);
            config.routes.addEndpoint(new Endpoint(route.method(), route.path(), handler));
            if (route.method().equals(HandlerType.GET)) {
                config.routes.addEndpoint(new Endpoint(HandlerType.HEAD, route.path(), handler));
            }
        }
    }

    private static void configure(HttpConfiguration http, Limits limits, Exposure exposure) {
        http.addCustomizer(new TrustedProxies(exposure.proxies()));
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        http.setIdleTimeout(limits.idleTime().toMillis());
        // Ids of items may contain encoded slashes and backslashes. This is safe: no path leads to a file.
        http.setUriCompliance(UriCompliance.from(
                "RFC3986,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING,SUSPICIOUS_PATH_CHARACTERS"));
    }

    private static io.javalin.http.Handler guarded(Route route, Credentials credentials, SameSite sameSite) {
        return context -> {
            sameSite.require(context);
            if (route.access() != Route.Access.OPEN) {
                context.header("Cache-Control", "no-store");
                credentials.require(context);
            }
            if (route.access() == Route.Access.CHANGE) {
                credentials.requireChange(context);
            }
            route.handler().handle(context);
        };
    }

    private static void count(Context context, ServerMetrics metrics) {
        Long start = context.attribute("start");
        String route = context.endpoints().matchedHttpEndpoint() == null
                ? "none"
                : context.endpoints().matchedHttpEndpoint().path;
        metrics.answered(
                route, context.method().name(), context.statusCode(), start == null ? 0 : System.nanoTime() - start);
    }

    /** Returns all routes. */
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns the address of the web page: the public one if there is one. */
    public String address() {
        if (settings.exposure().publicUrl().isPresent()) {
            return settings.exposure().publicUrl().get().toString();
        }
        String host = settings.host();
        boolean anywhere = host.equals("0.0.0.0") || host.equals("::");
        String name = anywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        return "http://" + name + ":" + port() + "/";
    }

    /**
     * Returns the address of the web page with the token for changes, if there is one. The token is in the fragment,
     * which browsers do not send: it gets into no log.
     */
    public String link() {
        return settings.changes() instanceof ChangeAccess.TokenHolders(String token)
                ? address() + "#token=" + token
                : address();
    }

    /** Stops accepting requests, finishes those that run, and closes the model. */
    @Override
    public void close() {
        api.stopping();
        javalin.stop();
        queue.close();
        api.close();
    }
}
