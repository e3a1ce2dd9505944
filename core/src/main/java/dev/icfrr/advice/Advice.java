package dev.icfrr.advice;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * KG and KQ for a gallery and its queries, chosen without labels. Both become the K at which
 *
 * <pre>mean agreement of the queries' first K items / K^0.1</pre>
 *
 * is largest, see {@link ListAgreement}. Agreement is largest near the size of the groups that queries belong to. The
 * power of K penalizes size, as too large a K harms far more than too small a K.
 *
 * <p>If the largest tested K wins, the score has not peaked: the groups may be large, or small groups may themselves
 * cluster. {@link #guarded} then chooses with the larger size penalty of the {@link HarmPredictor}.
 *
 * @param kg the chosen KG
 * @param kq the chosen KQ
 * @param scales the tested values of K
 */
public record Advice(int kg, int kq, List<Scale> scales) {
    /**
     * Set on the families of data in {@code docs/research/auto-and-guard-data.md}. Values from 0.08 to 0.12 give nearly
     * the same choices.
     */
    private static final double SIZE_PENALTY = 0.1;

    private static final int SMALLEST = 4;
    private static final int LARGEST = 1024;
    /** A K larger than this share of the gallery is hardly ever right, and long lists cost time and memory. */
    private static final int LEAST_GROUPS = 8;
    /** Bounds the lists of millions of items to 256 million entries in all, but to no fewer than 64 per item. */
    private static final long MOST_ENTRIES = 1L << 28;

    private static final int SHORTEST_FOR_MILLIONS = 64;

    public Advice {
        scales = List.copyOf(scales);
    }

    /**
     * A tested K.
     *
     * @param agreement mean over the queries
     */
    public record Scale(int k, double agreement) {
        /** Returns the score that the choice maximizes. */
        public double score() {
            return score(SIZE_PENALTY);
        }

        private double score(double sizePenalty) {
            return agreement / Math.pow(k, sizePenalty);
        }
    }

    /**
     * Returns the length of neighbor lists that advice needs: an eighth of the gallery, at least 4 and at most 1,024;
     * less for millions of items.
     */
    public static int listLength(int gallerySize) {
        long affordable = Math.max(SHORTEST_FOR_MILLIONS, MOST_ENTRIES / Math.max(gallerySize, 1));
        long wanted = Math.clamp(gallerySize / LEAST_GROUPS, SMALLEST, Math.min(LARGEST, affordable));
        return (int) Math.clamp(gallerySize - 1L, 1, wanted);
    }

    /**
     * Chooses among 4, 8, 16 … up to {@link #listLength}, with all cores.
     *
     * @param graph with lists of that length, or shorter, which bounds the choice
     * @param rankings of some queries; depth at least that of the lists
     */
    public static Advice of(KnnGraph graph, InitialRankings rankings) {
        return of(graph, rankings, Parallelism.allCores());
    }

    /** Chooses like {@link #of(KnnGraph, InitialRankings)} on the given threads. */
    public static Advice of(KnnGraph graph, InitialRankings rankings, Parallelism parallelism) {
        List<Integer> tested = scales(graph.size(), graph.neighborsPerItem());
        return tested.isEmpty()
                ? of(tested, new double[0])
                : of(tested, rankings.meanAgreement(new ListAgreement(graph, tested, parallelism), parallelism));
    }

    /** Returns the values of K that lists of a length allow to test; none in a gallery of one item. */
    static List<Integer> scales(int gallerySize, int neighborsPerItem) {
        int longest = Math.min(neighborsPerItem, listLength(gallerySize));
        return longest < 1 ? List.of() : ListAgreement.scales(Integer.highestOneBit(longest));
    }

    /** Chooses by mean agreements that are known, one per tested value of K. */
    static Advice of(List<Integer> tested, double[] means) {
        if (tested.isEmpty()) {
            return new Advice(1, 1, List.of());
        }
        List<Scale> scales = new ArrayList<>();
        for (int scale = 0; scale < means.length; scale++) {
            scales.add(new Scale(tested.get(scale), means[scale]));
        }
        return by(SIZE_PENALTY, scales);
    }

    /** Returns the choice to use together with a {@link HarmPredictor}: more cautious if the score has not peaked. */
    public Advice guarded() {
        return peaked() ? this : by(HarmPredictor.SIZE_PENALTY, scales);
    }

    private boolean peaked() {
        return scales.isEmpty()
                || by(SIZE_PENALTY, scales).kq() < scales.getLast().k();
    }

    private static Advice by(double sizePenalty, List<Scale> scales) {
        Scale best = scales.getFirst();
        for (Scale scale : scales) {
            if (scale.score(sizePenalty) > best.score(sizePenalty)) {
                best = scale;
            }
        }
        return new Advice(best.k(), best.k(), scales);
    }

    /** Returns the tested values with their agreements, in one line. */
    public String reason() {
        StringBuilder text = new StringBuilder("agreement of a query's first K items");
        for (Scale scale : scales) {
            text.append(String.format(
                    Locale.ROOT, "%s %d: %.3f", scale.k() == kq ? " *" : " ", scale.k(), scale.agreement()));
        }
        return text.append(peaked() ? "" : ", still growing").toString();
    }
}
