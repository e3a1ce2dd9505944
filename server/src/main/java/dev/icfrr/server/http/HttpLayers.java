package dev.icfrr.server.http;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.RequestLogWriter;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/** Jetty's own layers around the routes: compression, requests from other sites, and the access log. */
public final class HttpLayers {
    private static final Duration PREFLIGHT_AGE = Duration.ofHours(1);
    /** The Common Log Format with the milliseconds of the request. It has no header that a client chooses. */
    private static final String LOG_FORMAT = "%{client}a - - %t \"%r\" %s %O %{ms}T";

    private HttpLayers() {}

    /**
     * Returns a layer that compresses responses of text. Compressed responses have another entity tag and name
     * {@code Accept-Encoding} in {@code Vary}. It leaves the bodies of requests alone: a {@link BodyBudget}
     * decompresses them, because the layer's own decoder waits forever for the rest of a body that is cut off.
     */
    public static CompressionHandler compression() {
        CompressionHandler handler = new CompressionHandler();
        handler.putCompression(new GzipCompression());
        handler.putConfiguration(
                "/*",
                CompressionConfig.builder()
                        .compressIncludeMethod("GET")
                        .compressIncludeMethod("POST")
                        .compressIncludeMethod("DELETE")
                        .compressIncludeMimeType("application/json")
                        .compressIncludeMimeType("application/problem+json")
                        .compressIncludeMimeType("application/yaml")
                        .compressIncludeMimeType("image/svg+xml")
                        .compressIncludeMimeType("text/css")
                        .compressIncludeMimeType("text/html")
                        .compressIncludeMimeType("text/javascript")
                        .compressIncludeMimeType("text/plain")
                        .decompressExcludePath("/*")
                        .build());
        return handler;
    }

    /** Returns a layer that answers preflight requests and lets pages of the allowed origins read responses. */
    public static Optional<CrossOriginHandler> crossOrigin(Exposure exposure) {
        if (exposure.origins().isEmpty()) {
            return Optional.empty();
        }
        CrossOriginHandler handler = new CrossOriginHandler();
        handler.setAllowedOriginPatterns(exposure.origins().stream()
                .map(origin -> origin.equals(Exposure.ANY) ? origin : Pattern.quote(origin))
                .collect(Collectors.toSet()));
        handler.setAllowedMethods(Set.of("GET", "HEAD", "POST", "DELETE"));
        handler.setAllowedHeaders(Set.of("Authorization", "Content-Encoding", "Content-Type", "X-API-Key"));
        handler.setExposedHeaders(Set.of("ETag", "Retry-After"));
        handler.setAllowCredentials(false);
        handler.setPreflightMaxAge(PREFLIGHT_AGE);
        return Optional.of(handler);
    }

    /** Puts layers around the handlers, the first outermost. */
    public static Handler.Wrapper around(Handler.Wrapper first, Handler.Wrapper second) {
        first.setHandler(second);
        return first;
    }

    /**
     * Returns the access log.
     *
     * @throws IllegalArgumentException if the file's folder does not exist
     */
    public static Optional<RequestLog> accessLog(Exposure exposure) {
        return exposure.accessLog().map(file -> new CustomRequestLog(writer(file), LOG_FORMAT));
    }

    private static RequestLog.Writer writer(Path file) {
        if (file.toString().equals("-")) {
            return System.out::println;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + ": the access log must be a file in a folder that exists");
        }
        RequestLogWriter writer = new RequestLogWriter(file.toString());
        writer.setAppend(true);
        writer.setRetainDays(0);
        return writer;
    }
}
