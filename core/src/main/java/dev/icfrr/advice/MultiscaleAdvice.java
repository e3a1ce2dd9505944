package dev.icfrr.advice;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * K and the weights of the scales of the multi-scale vote, chosen without labels from the mean
 * {@linkplain ListAgreement agreement} a(k) of the queries' first k items at k = 4, 8, 16, …:
 *
 * <pre>
 * K    = twice the largest k with a(k) at least 0.92 of the largest agreement, at least 32 and at most 1,024
 * w(k) = 16 * (a(k) / largest agreement)^p, rounded to a whole number; p is 1 up to K = 256 and 2 beyond
 * beta = 0.5, scaled by K, see {@link BetaScale#K}
 * </pre>
 *
 * Agreement peaks near the size of the groups that queries belong to, and stays high up to the size of large classes.
 * Scales at which the lists do not agree get less weight, above all in large groups, where short lists say little.
 * Scales beyond those measured get the weight of the last one. Small groups get a smaller beta by the weights.
 *
 * @param k the largest scale
 * @param weights of the scales 4, 8, …, K
 * @param scales the agreements that were measured
 */
public record MultiscaleAdvice(int k, List<Integer> weights, List<Advice.Scale> scales) {
    /** The weight of the bonus that goes with this choice, scaled by {@link BetaScale#K}. */
    public static final double BETA = 0.5;

    private static final int LEAST_K = 32;
    private static final int MOST_K = 1024;
    /** Keeps the time for one window short; beta grows no more beyond. */
    private static final int MOST_K_OF_WINDOW = 256;
    /** A K of twice the size of the groups still gains: larger scales cost little. */
    private static final int FACTOR = 2;

    private static final double NEARLY_ALL = 0.92;
    /** Larger K come from large groups. */
    private static final int MOST_K_OF_LINEAR_WEIGHTS = 256;

    public MultiscaleAdvice {
        weights = List.copyOf(weights);
        scales = List.copyOf(scales);
    }

    /** Returns how long the neighbor lists should be that the choice is made by, see {@link Advice#listLength}. */
    public static int listLength(int gallerySize) {
        return Advice.listLength(gallerySize);
    }

    /** Returns the largest K that can be chosen in a gallery. */
    public static int largestK(int gallerySize) {
        return Math.clamp(FACTOR * (long) listLength(gallerySize), LEAST_K, MOST_K);
    }

    /**
     * Returns the K for a window: documents that a first stage found for one query, and whose neighbor lists are known
     * among themselves only. Agreement says little about so few documents that are near the query already.
     *
     * @return the largest power of two up to a quarter of the documents, but at least 32 and at most 256
     */
    public static int kOfWindow(int documents) {
        return Integer.highestOneBit(Math.clamp(documents / 4, LEAST_K, MOST_K_OF_WINDOW));
    }

    /** Returns this choice with K at most as large as given, and at least 4. */
    public MultiscaleAdvice atMost(int limit) {
        if (k <= limit) {
            return this;
        }
        Scales fewer = Scales.upTo(limit);
        List<Integer> kept = weights.subList(0, fewer.count());
        return new MultiscaleAdvice(fewer.largest(), kept.stream().allMatch(w -> w == 0) ? List.of() : kept, scales);
    }

    /**
     * Chooses K and the weights, with all cores.
     *
     * @param graph plain lists of {@link #listLength} neighbors, or fewer, which bounds the choice
     * @param rankings of some queries; depth at least that of the lists
     */
    public static MultiscaleAdvice of(KnnGraph graph, InitialRankings rankings) {
        return of(graph, rankings, Parallelism.allCores());
    }

    /** Chooses K and the weights like {@link #of(KnnGraph, InitialRankings)} on the given threads. */
    public static MultiscaleAdvice of(KnnGraph graph, InitialRankings rankings, Parallelism parallelism) {
        return of(Advice.of(graph, rankings, parallelism));
    }

    /**
     * Chooses K and the weights from a gallery alone: up to {@link InitialRankings#MOST} of its items, drawn with
     * {@link ParameterSelection#SEED}, stand for queries, and their lists for rankings.
     *
     * @param graph plain lists of {@link #listLength} neighbors or more; of fewer, which bounds the choice
     */
    public static MultiscaleAdvice ofItems(KnnGraph graph, Parallelism parallelism) {
        return of(graph, InitialRankings.ofItems(graph), parallelism);
    }

    /** Chooses by agreements that are measured already. */
    public static MultiscaleAdvice of(Advice advice) {
        double most = 0;
        for (Advice.Scale scale : advice.scales()) {
            most = Math.max(most, scale.agreement());
        }
        int k = LEAST_K;
        for (Advice.Scale scale : advice.scales()) {
            if (most > 0 && scale.agreement() >= NEARLY_ALL * most) {
                k = Math.max(k, FACTOR * scale.k());
            }
        }
        Scales chosen = Scales.upTo(Math.min(k, MOST_K));
        return new MultiscaleAdvice(chosen.largest(), weights(advice.scales(), most, chosen), advice.scales());
    }

    private static List<Integer> weights(List<Advice.Scale> measured, double most, Scales chosen) {
        List<Integer> weights = new ArrayList<>();
        int weight = Scales.MOST_WEIGHT;
        boolean linear = chosen.largest() <= MOST_K_OF_LINEAR_WEIGHTS;
        for (int index = 0; index < chosen.count(); index++) {
            int k = chosen.scale(index);
            for (Advice.Scale scale : measured) {
                if (scale.k() == k && most > 0) {
                    double share = Math.max(0, scale.agreement()) / most;
                    weight = (int) Math.round(Scales.MOST_WEIGHT * (linear ? share : share * share));
                }
            }
            weights.add(weight);
        }
        // Lists that agree on nothing give no reason to prefer a scale.
        return weights.stream().allMatch(w -> w == 0)
                ? weights.stream().map(_ -> 1).toList()
                : weights;
    }

    /**
     * Returns the parameters that go with this choice: 5 iterations, beta {@value #BETA} scaled by K, the reference
     * rule.
     */
    public IcfrrParameters parameters() {
        return IcfrrParameters.DEFAULTS
                .withKq(k)
                .withBeta(BETA)
                .withBetaScale(BetaScale.K)
                .withVote(Vote.multiscale(weights));
    }

    /**
     * Returns a re-ranker of a gallery with everything chosen from its features: K and the weights of the scales from
     * the lists of up to {@link InitialRankings#MOST} items, and lists with local scaling.
     *
     * @param gallery G x D features, finite, at least one row
     */
    public static Icfrr reranker(Matrix gallery, Parallelism parallelism) {
        ParameterSelection chosen = ParameterSelection.ofGallery(
                ParameterRequest.recommended(),
                GalleryNeighbors.ofFeatures(gallery, SelfMatch.INDEX, parallelism),
                gallery.rows(),
                parallelism);
        return new Icfrr(chosen.graph(), chosen.parameters().method());
    }

    /** Returns the reason for the choice in one line. */
    public String reason() {
        StringBuilder text = new StringBuilder("agreement of a query's first k items");
        for (Advice.Scale scale : scales) {
            text.append(String.format(Locale.ROOT, "  %d: %.3f", scale.k(), scale.agreement()));
        }
        return text.append("; weights of the scales ").append(weights).toString();
    }
}
