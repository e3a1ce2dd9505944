package dev.icfrr.server.api;

import dev.icfrr.advice.HarmPredictor;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.index.GalleryIndex;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells whether re-ranking is likely to harm a search, by how far the neighbor lists of its first items agree. What
 * agreement is usual is measured on the gallery's own items. Immutable.
 *
 * @param predictor of harm
 * @param depth how many of the first items of a search it looks at
 */
record SearchAdvice(HarmPredictor predictor, int depth) {
    private static final long SEED = 1;

    /** Measures the agreement of a gallery's plain lists. Returns empty if there are no neighbors. */
    static Optional<SearchAdvice> of(GalleryIndex index) {
        return index.agreement().map(agreement -> {
            int depth = agreement.scales().getLast();
            InitialRankings rankings = rankings(index.graph(), depth);
            return new SearchAdvice(new HarmPredictor(agreement, rankings, Parallelism.allCores()), depth);
        });
    }

    private static InitialRankings rankings(KnnGraph graph, int depth) {
        return InitialRankings.ofItems(graph, depth, SEED);
    }

    /** Returns what {@link #of} finds after items were added. Reads only the lists that differ. */
    SearchAdvice changed(KnnGraph graph) {
        return new SearchAdvice(predictor.changed(graph, rankings(graph, depth)), depth);
    }

    /** @param first the first items of a search, at least {@link #depth} of them, best first */
    Responses.Advice of(int[] first) {
        double score = predictor.score(Arrays.copyOf(first, depth));
        boolean harm = HarmPredictor.predictsHarm(score);
        return new Responses.Advice(
                score,
                harm,
                String.format(
                        Locale.ROOT,
                        "Re-ranking is %s this search (score %.2f; below %.1f is a warning)",
                        harm ? "likely to harm" : "not likely to harm",
                        score,
                        HarmPredictor.HARM));
    }
}
