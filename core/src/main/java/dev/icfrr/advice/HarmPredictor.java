package dev.icfrr.advice;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;

/**
 * Predicts without labels which queries re-ranking with given KG and KQ is likely to harm. The score of a query
 * compares the {@linkplain ListAgreement agreement} of its top KQ with the best mean agreement over the queries of the
 * data set at any K up to KQ. Both are divided by {@code K^0.4}:
 *
 * <pre>score = (a + 6 * sqrt(max(a, mean a) / (KQ * L))) / KQ^0.4  /  max over K of (mean a(K) / K^0.4)</pre>
 *
 * with {@code L = min(KQ, KG)}. The root adds six standard errors of the vote count, so a query with too few votes for
 * a prediction is re-ranked. A score below {@value #HARM} predicts harm. Low scores have two causes: KQ exceeds the
 * size of the group that a query belongs to, or the first items form no group. The reference agreement is never below
 * {@value #LEAST_AGREEMENT}, so all scores are low on data without agreement. If the mean agreement is below
 * {@value #HARM} of that at every K, every query gets the score of the data set.
 *
 * <p>Immutable and thread-safe.
 */
public final class HarmPredictor {
    /** Scores below this predict harm; set on families of synthetic data. */
    public static final double HARM = 0.4;

    /** The power of K that agreement is divided by; larger than in {@link Advice}, as only harm is to be detected. */
    static final double SIZE_PENALTY = 0.4;

    /** The smallest reference agreement. */
    static final double LEAST_AGREEMENT = 0.15;

    private static final double STANDARD_ERRORS = 6;

    private final ListAgreement agreement;
    private final int kq;
    private final double mean;
    private final double reference;
    private final double votes;
    private final boolean groups;

    /**
     * Measures the agreement of some queries, with all cores.
     *
     * @param graph with KG neighbors per item
     * @param kq number of items of a query that vote; more than the gallery holds means all
     * @param rankings of some queries; depth at least KQ, or the gallery
     */
    public HarmPredictor(KnnGraph graph, int kq, InitialRankings rankings) {
        this(graph, kq, rankings, Parallelism.allCores());
    }

    /** Measures the agreement of some queries on the given threads. */
    public HarmPredictor(KnnGraph graph, int kq, InitialRankings rankings, Parallelism parallelism) {
        this(
                new ListAgreement(graph, ListAgreement.scales(depth(graph.size(), kq)), parallelism),
                rankings,
                parallelism);
    }

    /**
     * Measures the agreement of some queries.
     *
     * @param agreement at 4, 8, 16 … and KQ
     * @param rankings of some queries; depth at least KQ
     */
    public HarmPredictor(ListAgreement agreement, InitialRankings rankings, Parallelism parallelism) {
        this.agreement = agreement;
        this.kq = agreement.scales().getLast();
        double[] means = rankings.meanAgreement(agreement, parallelism);
        double best = penalized(LEAST_AGREEMENT, this.kq);
        double most = 0;
        for (int scale = 0; scale < means.length; scale++) {
            best = Math.max(best, penalized(means[scale], agreement.scales().get(scale)));
            most = Math.max(most, means[scale]);
        }
        this.reference = best;
        this.groups = most >= HARM * LEAST_AGREEMENT;
        this.mean = means[means.length - 1];
        this.votes = this.kq * (double) Math.max(1, agreement.listLength(means.length - 1));
    }

    /**
     * Returns the predictor of the gallery after items were added to it. Reads only the lists that differ.
     *
     * @param graph of the changed gallery, see {@link ListAgreement#changed}
     * @param rankings of some queries; depth at least KQ
     */
    public HarmPredictor changed(KnnGraph graph, InitialRankings rankings) {
        return new HarmPredictor(agreement.changed(graph), rankings, Parallelism.allCores());
    }

    /** Returns how many items of a ranking are read. */
    public static int depth(int gallerySize, int kq) {
        return Math.min(kq, gallerySize);
    }

    /**
     * Returns the score of one query.
     *
     * @param ranking its initial ranking, at least the first KQ
     */
    public double score(int[] ranking) {
        if (!groups) {
            return datasetScore();
        }
        double[] all = agreement.of(ranking);
        double own = all[all.length - 1];
        double error = Math.sqrt(Math.max(0, Math.max(own, mean)) / votes);
        return penalized(own + STANDARD_ERRORS * error, kq) / reference;
    }

    /** Returns the score of the data set, computed from the mean agreement without the standard error. */
    public double datasetScore() {
        return penalized(mean, kq) / reference;
    }

    private static double penalized(double agreement, int k) {
        return agreement / Math.pow(k, SIZE_PENALTY);
    }

    /** Returns whether a score predicts that re-ranking harms. */
    public static boolean predictsHarm(double score) {
        return score < HARM;
    }
}
