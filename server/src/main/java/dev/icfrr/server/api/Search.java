package dev.icfrr.server.api;

import dev.icfrr.Explainer;
import dev.icfrr.Explanation;
import dev.icfrr.Nearest;
import dev.icfrr.RerankTrace;
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
 * @param feature of the query
 * @param className the class that counts as right, where known
 * @param parameters how to re-rank
 */
@SuppressWarnings("ArrayRecordComponent") // lives only while a request is answered
record Search(Snapshot gallery, float[] feature, Optional<String> className, Parameters parameters) {

    /** Finds the query's feature and class. */
    static Search of(
            LiveGallery live, Snapshot gallery, Query query, Optional<String> className, Parameters parameters) {
        return switch (query) {
            case Query.Item item -> {
                int index = gallery.item(item.id());
                yield new Search(
                        gallery,
                        gallery.index().feature(index),
                        className.or(() -> gallery.className(index)),
                        parameters);
            }
            case Query.Vector vector -> {
                requireFits(gallery, vector.feature());
                yield new Search(gallery, vector.feature(), className, parameters);
            }
            case Query.Picture picture ->
                new Search(gallery, live.describe(picture.file()).feature(), className, parameters);
        };
    }

    static void requireFits(Snapshot gallery, float[] feature) {
        int dimension = gallery.index().dimension();
        if (feature.length != dimension) {
            throw Problem.unprocessable("the vector has " + feature.length + " values, those of the gallery have "
                    + dimension + ": both must come from the same model");
        }
    }

    private boolean isWhole() {
        return parameters.candidates() >= gallery.size();
    }

    /** The first few at every iteration. */
    RerankTrace trace() {
        Explainer reranker = gallery.reranker(parameters);
        if (isWhole()) {
            return reranker.trace(gallery.distances(feature), parameters.k());
        }
        Nearest nearest = gallery.nearest(feature, parameters.candidates());
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
            return reranker.explain(gallery.distances(feature), items);
        }
        Nearest nearest = gallery.nearest(feature, parameters.candidates());
        Set<Integer> candidates = Arrays.stream(nearest.items()).boxed().collect(Collectors.toSet());
        if (!Arrays.stream(items).allMatch(candidates::contains)) {
            throw Problem.unprocessable("the item is none of the " + nearest.count()
                    + " candidates nearest to the query, so it is not ranked; ask with more candidates");
        }
        return reranker.explainCandidates(nearest.items(), nearest.distances(), items);
    }
}
