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
     * Opens what is needed to answer.
     *
     * @param index the gallery
     * @param model what describes pictures; empty if it is unknown or should not be opened
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
        live = new LiveGallery(index, describer(model, limits), metrics, queue::inFlight);
        metrics.gauge(
                "icfrr_gallery_items", "Items in the gallery", () -> live.now().size());
        metrics.gauge(
                "icfrr_gallery_generation",
                "State of the index",
                () -> live.now().index().generation());
        metrics.gauge("icfrr_requests_in_flight", "Requests that wait or run", queue::inFlight);
        Requests requests = new Requests(json);
        SearchHandlers search = new SearchHandlers(live, requests, json, queue, limits, metrics);
        RerankHandler rerank = new RerankHandler(live, requests, json, queue, limits);
        GalleryHandlers gallery = new GalleryHandlers(live, requests, json, queue, limits, readOnly, version);
        ItemHandlers items = new ItemHandlers(live, json);
        routes = List.of(
                route(HandlerType.POST, "/v1/search", search::search),
                route(HandlerType.POST, "/v1/explain", search::explain),
                route(HandlerType.POST, "/v1/rerank", rerank::rerank),
                new Route(HandlerType.GET, "/v1/gallery", Access.KEY, gallery::describe),
                route(HandlerType.POST, "/v1/gallery", gallery::add),
                route(HandlerType.DELETE, "/v1/gallery", gallery::remove),
                new Route(HandlerType.GET, "/v1/items/{id}", Access.KEY, items::item),
                route(HandlerType.DELETE, "/v1/items/{id}", (context, _) -> gallery.removeOne(context)),
                new Route(HandlerType.GET, "/v1/items/{id}/thumbnail", Access.KEY, items::thumbnail),
                new Route(HandlerType.GET, "/healthz", Access.OPEN, this::health),
                new Route(HandlerType.GET, "/readyz", Access.OPEN, this::ready),
                new Route(HandlerType.GET, "/metrics", Access.KEY, this::metrics));
    }

    private static @Nullable FeatureExtractor<?> describer(Optional<ModelReference> model, Limits limits)
            throws IOException {
        return model.isEmpty() ? null : new FeatureExtractor<>(model.get().open(limits.workers()), limits.pixels());
    }

    /** A handler that reads a body. */
    @FunctionalInterface
    private interface BodyHandler {
        void handle(Context context, BodyBudget.Lease lease) throws IOException;
    }

    /** A route whose work is bounded by the queue and the memory of bodies. */
    private Route route(HandlerType method, String path, BodyHandler handler) {
        return new Route(method, path, Access.KEY, context -> {
            try (WorkQueue.Slot _ = queue.enter();
                    BodyBudget.Lease lease = bodies.lease()) {
                handler.handle(context, lease);
            }
        });
    }

    /** All routes. */
    public List<Route> routes() {
        return routes;
    }

    private void health(Context context) {
        context.contentType("application/json").result(json.write(new Responses.Health("up")));
    }

    private void ready(Context context) {
        Snapshot gallery = live.now();
        context.status(stopping ? 503 : 200)
                .contentType("application/json")
                .result(json.write(new Responses.Ready(
                        stopping ? "stopping" : "ready",
                        gallery.size(),
                        gallery.index().generation())));
    }

    private void metrics(Context context) {
        context.contentType(metrics.contentType()).result(metrics.text());
    }

    /** From now on {@code /readyz} says that no more requests should come. */
    public void stopping() {
        stopping = true;
    }

    @Override
    public void close() {
        live.close();
    }
}
