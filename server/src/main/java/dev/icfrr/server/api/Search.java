package dev.icfrr.server.api;

import dev.icfrr.rerank.Explainer;
import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.RerankTrace;
import dev.icfrr.search.Nearest;
import dev.icfrr.server.http.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One query against one state of the gallery.
 *
 * @param gallery the state
 * @param scan the query's place among those that read the gallery together
 * @param className the class that counts as right, where known
 * @param parameters how to re-rank
 */
record Search(Snapshot gallery, SharedScan.PendingScan scan, Optional<String> className, SearchParameters parameters)
        implements AutoCloseable {
    private static final double NANOS_PER_TERM = 0.25;
    private static final double NANOS_PER_RANK = 8;
    private static final double QUICK_NANOS = 20e6;

    /** Finds the query's feature and class; a picture's takes a worker's time. */
    static Search of(
            LiveGallery live, Snapshot gallery, Query query, Optional<String> className, SearchParameters parameters) {
        Optional<String> known = query instanceof Query.Item item
                ? className.or(() -> gallery.className(gallery.item(item.id())))
                : className;
        return new Search(gallery, gallery.enter(feature(live, gallery, query), parameters), known, parameters);
    }

    /** The feature of what is searched for. */
    static float[] feature(LiveGallery live, Snapshot gallery, Query query) {
        return switch (query) {
            case Query.Item item -> gallery.index().feature(gallery.item(item.id()));
            case Query.Vector vector -> {
                requireFits(gallery, vector.feature());
                yield vector.feature();
            }
            case Query.Image picture -> live.describe(picture.file()).feature();
        };
    }

    static void requireFits(Snapshot gallery, float[] feature) {
        int dimension = gallery.index().dimension();
        if (feature.length != dimension) {
            throw Problem.unprocessable("the vector has " + feature.length + " values, those of the gallery have "
                    + dimension + ": both must come from the same model");
        }
    }

    /** Whether it takes milliseconds, by what a few scans and rankings took. */
    boolean isQuick() {
        long terms = (long) gallery.size() * gallery.index().dimension();
        long ranked = Math.min(parameters.candidates(), gallery.size())
                * (parameters.method().iterations() + 1L);
        return terms * NANOS_PER_TERM + ranked * NANOS_PER_RANK <= QUICK_NANOS;
    }

    private boolean isWhole() {
        return gallery.isWhole(parameters);
    }

    private Nearest candidates() {
        return gallery.nearest(scan, parameters.candidates());
    }

    @Override
    public void close() {
        scan.close();
    }

    /** The first few at every iteration. */
    RerankTrace trace() {
        Explainer reranker = gallery.reranker(parameters);
        if (isWhole()) {
            return reranker.trace(scan.distances(), parameters.k());
        }
        Nearest nearest = candidates();
        return reranker.traceCandidates(nearest.items(), nearest.distances(), parameters.k());
    }

    /** Why an item stands where it stands. */
    Explanation explain(int item) {
        return explain(new int[] {item}).getFirst();
    }

    /** Why items stand where they stand; found out for all of them at once. */
    List<Explanation> explain(int[] items) {
        Explainer reranker = gallery.reranker(parameters);
        if (isWhole()) {
            return reranker.explain(scan.distances(), items);
        }
        Nearest nearest = candidates();
        Set<Integer> candidates = Arrays.stream(nearest.items()).boxed().collect(Collectors.toSet());
        if (!Arrays.stream(items).allMatch(candidates::contains)) {
            throw Problem.unprocessable("the item is none of the " + nearest.count()
                    + " candidates nearest to the query, so it is not ranked; ask with more candidates");
        }
        return reranker.explainCandidates(nearest.items(), nearest.distances(), items);
    }
}
