package dev.icfrr.server.api;

import dev.icfrr.server.http.BodyBudget;
import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Limits;
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
            boolean readOnly,
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
        SearchHandlers search = new SearchHandlers(live, queue, limits, metrics);
        RerankHandler rerank = new RerankHandler(live, queue, limits);
        GalleryInfoHandler gallery = new GalleryInfoHandler(live, limits, readOnly, version);
        GalleryEditHandlers edits = new GalleryEditHandlers(live, queue, limits, readOnly);
        ItemHandlers items = new ItemHandlers(live);
        routes = List.of(
                bounded(HandlerType.POST, "/v1/search", 200, search::search),
                bounded(HandlerType.POST, "/v1/explain", 200, search::explain),
                bounded(HandlerType.POST, "/v1/rerank", 200, rerank::rerank),
                json(HandlerType.GET, "/v1/gallery", Access.KEY, _ -> gallery.info()),
                bounded(HandlerType.POST, "/v1/gallery", 201, edits::add),
                bounded(HandlerType.DELETE, "/v1/gallery", 200, edits::remove),
                json(HandlerType.GET, "/v1/items/{id}", Access.KEY, items::item),
                bounded(HandlerType.DELETE, "/v1/items/{id}", 200, edits::removeOne),
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
    private Route bounded(HandlerType method, String path, int status, Responder<ApiRequest> responder) {
        return new Route(method, path, Access.KEY, context -> {
            try (WorkQueue.Slot _ = queue.enter();
                    BodyBudget.Lease lease = bodies.lease()) {
                Object response = responder.respond(new ApiRequest(context, lease, json));
                json.respond(context.status(status), response);
            }
        });
    }

    /** Returns all routes. */
    public List<Route> routes() {
        return routes;
    }

    private Responses.Ready ready(Context context) {
        Snapshot gallery = live.now();
        context.status(stopping ? 503 : 200);
        return new Responses.Ready(
                stopping ? "stopping" : "ready", gallery.size(), gallery.index().generation());
    }

    private void metrics(Context context) {
        context.contentType(metrics.contentType()).result(metrics.text());
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
