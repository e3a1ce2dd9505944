package dev.icfrr.server.api;

import dev.icfrr.server.http.BodyBudget;
import dev.icfrr.server.http.Credentials;
import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Refusal;
import dev.icfrr.server.http.Route;
import dev.icfrr.server.http.Route.Access;
import dev.icfrr.server.http.ServerMetrics;
import dev.icfrr.server.http.WorkQueue;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.ModelReference;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The routes of the API over one index. */
public final class Api implements AutoCloseable {
    private static final String READY = "ready";

    private final LiveGallery live;
    private final Json json;
    private final BodyBudget bodies;
    private final WorkQueue queue;
    private final ServerMetrics metrics;
    private final List<Route> routes;
    private volatile boolean stopping;

    /**
     * Opens the model and prepares the routes.
     *
     * @param index the gallery
     * @param model extracts features from images; empty if it is unknown or should not be opened
     * @throws IOException if the model cannot be opened
     */
    public Api(
            GalleryIndex index,
            Optional<ModelReference> model,
            Limits limits,
            Credentials credentials,
            String version,
            Json json,
            WorkQueue queue,
            ServerMetrics metrics)
            throws IOException {
        this.json = json;
        this.queue = queue;
        this.metrics = metrics;
        bodies = new BodyBudget(limits);
        live = new LiveGallery(index, extractor(model, limits), metrics, queue::inFlight);
        metrics.gauge(
                "icfrr_gallery_items", "Items in the gallery", () -> live.now().size());
        metrics.gauge(
                "icfrr_gallery_generation",
                "State of the index",
                () -> live.now().index().generation());
        metrics.gauge("icfrr_requests_in_flight", "Requests that wait or run", queue::inFlight);
        metrics.gauge("icfrr_uploads_in_flight", "Request bodies that are arriving", bodies::arriving);
        metrics.gauge("icfrr_body_bytes", "Memory that request bodies hold", bodies::bytesHeld);
        SearchHandlers search = new SearchHandlers(live, queue, limits, metrics);
        RerankHandler rerank = new RerankHandler(live, queue, limits);
        GalleryInfoHandler gallery = new GalleryInfoHandler(live, limits, credentials, version);
        GalleryEditHandlers edits = new GalleryEditHandlers(live, queue, limits);
        ItemHandlers items = new ItemHandlers(live);
        routes = List.of(
                search("/v1/search", search::search),
                search("/v1/explain", search::explain),
                search("/v1/rerank", rerank::rerank),
                search("/v2/rerank", rerank::rerank),
                search("/rerank", rerank::rerank),
                json(HandlerType.GET, "/v1/gallery", Access.KEY, gallery::info),
                change(HandlerType.POST, "/v1/gallery", 201, edits::add),
                change(HandlerType.DELETE, "/v1/gallery", 200, edits::remove),
                json(HandlerType.GET, "/v1/items/{id}", Access.KEY, items::item),
                change(HandlerType.DELETE, "/v1/items/{id}", 200, edits::removeOne),
                new Route(HandlerType.GET, "/v1/items/{id}/thumbnail", Access.KEY, items::thumbnail),
                json(HandlerType.GET, "/healthz", Access.OPEN, _ -> new Responses.Health("up")),
                json(HandlerType.GET, "/readyz", Access.OPEN, this::ready),
                new Route(HandlerType.GET, "/metrics", Access.KEY, this::metrics));
    }

    private static @Nullable FeatureExtractor<?> extractor(Optional<ModelReference> model, Limits limits)
            throws IOException {
        return model.isEmpty() ? null : new FeatureExtractor<>(model.get().open(limits.workers()), limits.pixels());
    }

    /** Computes the JSON that answers a request. */
    @FunctionalInterface
    private interface Responder<Q> {
        Object respond(Q request) throws IOException;
    }

    private Route json(HandlerType method, String path, Access access, Responder<Context> responder) {
        return new Route(method, path, access, context -> json.respond(context, responder.respond(context)));
    }

    /** Creates a route whose work is bounded by the queue and by the memory for bodies. */
    private Route bounded(HandlerType method, String path, Access access, int status, Responder<ApiRequest> responder) {
        return new Route(method, path, access, context -> {
            try (ApiRequest request = new ApiRequest(context, bodies, queue, json)) {
                Object response = responder.respond(request);
                json.respond(context.status(status), response);
            }
        });
    }

    private Route search(String path, Responder<ApiRequest> responder) {
        return bounded(HandlerType.POST, path, Access.KEY, 200, responder);
    }

    private Route change(HandlerType method, String path, int status, Responder<ApiRequest> responder) {
        return bounded(method, path, Access.CHANGE, status, responder);
    }

    /** Returns all routes. */
    public List<Route> routes() {
        return routes;
    }

    private Responses.Ready ready(Context context) {
        Snapshot gallery = live.now();
        String status = status();
        context.status(status.equals(READY) ? 200 : 503);
        return new Responses.Ready(status, gallery.size(), gallery.index().generation());
    }

    /** Returns whether the next request would be answered, and otherwise why not. */
    private String status() {
        if (stopping) {
            return "stopping";
        }
        if (queue.isFull()) {
            return Refusal.QUEUE.text();
        }
        return bodies.isFull() ? Refusal.BODIES.text() : READY;
    }

    private void metrics(Context context) {
        context.contentType(metrics.contentType()).result(metrics.text());
    }

    /** Tells that requests are answered from now on. Starts to prepare for the first searches, in the background. */
    public void started() {
        live.prepare();
    }

    /** Makes {@code /readyz} tell load balancers to send no more requests. */
    public void stopping() {
        stopping = true;
    }

    @Override
    public void close() {
        live.close();
    }
}
