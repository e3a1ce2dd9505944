package dev.icfrr.server.api;

import dev.icfrr.rerank.Explainer;
import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.RankedItem;
import dev.icfrr.rerank.RerankTrace;
import dev.icfrr.rerank.RerankTracer;
import dev.icfrr.search.NearestNeighbors;
import dev.icfrr.server.http.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One query on one snapshot of the gallery.
 *
 * @param gallery the snapshot
 * @param scan the query's distances, computed on demand
 * @param className the relevant class, where known
 * @param parameters how to re-rank
 */
record Search(Snapshot gallery, SharedScan.PendingScan scan, Optional<String> className, SearchParameters parameters)
        implements AutoCloseable {
    private static final double NANOS_PER_TERM = 0.25;
    private static final double NANOS_PER_RANK = 8;
    private static final double QUICK_NANOS = 20e6;

    /** Finds the query's feature and class. Call it on a worker if the query is an image. */
    static Search of(
            LiveGallery live, Snapshot gallery, Query query, Optional<String> className, SearchParameters parameters) {
        Optional<String> known = query instanceof Query.Item item
                ? className.or(() -> gallery.className(gallery.item(item.id())))
                : className;
        float[] feature = feature(live, gallery, query);
        return new Search(gallery, gallery.enter(feature, parameters), known, parameters);
    }

    /**
     * Returns the feature of a query as the gallery's features are. If the index centers features, an image or a vector
     * is centered as a query; an item is a gallery feature and stays as it is, so it finds itself at distance 0.
     *
     * @throws Problem 422 if a vector has another length
     */
    static float[] feature(LiveGallery live, Snapshot gallery, Query query) {
        return switch (query) {
            case Query.Item item -> gallery.index().feature(gallery.item(item.id()));
            case Query.Vector vector -> centered(gallery, vector.feature());
            case Query.Image image ->
                centered(gallery, live.extract(image.file()).feature());
        };
    }

    private static float[] centered(Snapshot gallery, float[] feature) {
        requireFits(gallery, feature);
        return gallery.index().query(feature);
    }

    /** @throws Problem 422 if the gallery's features have another length */
    static void requireFits(Snapshot gallery, float[] feature) {
        int dimension = gallery.index().dimension();
        if (feature.length != dimension) {
            throw Problem.unprocessable("the vector has " + feature.length + " values, the gallery's features have "
                    + dimension + ": use the model that made the gallery");
        }
    }

    /** Returns the distances of a query to some items: the same bits as in a search. */
    static double[] distances(Snapshot gallery, float[] query, int[] items) {
        return gallery.distances(query, items);
    }

    /** Returns whether the search takes only milliseconds, estimated from its size. */
    boolean isQuick() {
        long terms = (long) gallery.size() * gallery.index().dimension();
        long ranked = Math.min(parameters.candidates(), gallery.size())
                * (parameters.method().iterations() + 1L);
        return terms * NANOS_PER_TERM + ranked * NANOS_PER_RANK <= QUICK_NANOS;
    }

    private boolean isWhole() {
        return gallery.isWhole(parameters);
    }

    private NearestNeighbors candidates() {
        return gallery.nearest(scan, parameters.candidates());
    }

    @Override
    public void close() {
        scan.close();
    }

    /**
     * What a search finds.
     *
     * @param trace the first k items at every iteration
     * @param advice whether re-ranking is likely to harm; empty if the gallery is small or few items are candidates
     */
    record Outcome(RerankTrace trace, Optional<Responses.Advice> advice) {}

    /** Ranks the gallery. */
    Outcome rank() {
        RerankTracer reranker = new RerankTracer(gallery.reranker(parameters));
        // The advice looks at the first items, so a trace that reaches as far saves a search for them.
        int traced = Math.max(
                parameters.k(), gallery.advice().map(SearchAdvice::depth).orElse(0));
        RerankTrace trace;
        if (isWhole()) {
            trace = reranker.trace(scan.distances(), traced);
        } else {
            NearestNeighbors nearest = candidates();
            trace = reranker.traceCandidates(nearest.items(), nearest.distances(), Math.min(traced, nearest.count()));
        }
        int[] first = trace.first().stream().mapToInt(RankedItem::item).toArray();
        return new Outcome(
                new RerankTrace(trace.iterations().stream()
                        .map(order -> order.subList(0, parameters.k()))
                        .toList()),
                gallery.advice()
                        .filter(advice -> advice.depth() <= first.length)
                        .map(advice -> advice.of(first)));
    }

    /** Explains the rank of an item. */
    Explanation explain(int item) {
        return explain(new int[] {item}).getFirst();
    }

    /** Explains the ranks of items, in one pass over the iterations. */
    List<Explanation> explain(int[] items) {
        Explainer reranker = new Explainer(gallery.reranker(parameters));
        if (isWhole()) {
            return reranker.explain(scan.distances(), items);
        }
        NearestNeighbors nearest = candidates();
        Set<Integer> candidates = Arrays.stream(nearest.items()).boxed().collect(Collectors.toSet());
        if (!Arrays.stream(items).allMatch(candidates::contains)) {
            throw Problem.unprocessable("the item is not among the " + nearest.count()
                    + " candidates nearest to the query, so it is not ranked; ask with more candidates");
        }
        return reranker.explainCandidates(nearest.items(), nearest.distances(), items);
    }
}
