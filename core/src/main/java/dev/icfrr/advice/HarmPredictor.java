package dev.icfrr.advice;

import dev.icfrr.knn.KnnGraph;

/**
 * Tells where re-ranking with given KG and KQ is likely to harm, without labels. A query's number compares the
 * {@linkplain ListAgreement agreement} of its top KQ with the best that the queries of the data set reach on average at
 * any K up to KQ, both divided by {@code K^0.4}:
 *
 * <pre>number = (a + 6 * sqrt(max(a, mean a) / (KQ * L))) / KQ^0.4  /  max over K of (mean a(K) / K^0.4)</pre>
 *
 * with {@code L = min(KQ, KG)}. The root is six standard errors of counting so many votes: where few votes cannot tell, a
 * query is re-ranked. Low numbers have two causes: KQ is larger than the group that a query belongs to, or its first items
 * are no group at all. The mean is held against at least {@value #LEAST_AGREEMENT}, so that on data where nothing agrees
 * with anything all numbers are low; and if the mean stays below {@value #HARM} of that at every K, every query has the
 * data set's number. Below {@value #HARM} harm is likely.
 *
 * <p>Immutable and thread-safe.
 */
public final class HarmPredictor {
    /** Numbers below this mean that re-ranking is likely to harm; from families of made-up data. */
    public static final double HARM = 0.4;

    /** More caution than {@link Advice} takes alone: here nothing but harm is looked for. */
    static final double SIZE_PENALTY = 0.4;

    /** Mean agreements below this count as this. */
    static final double LEAST_AGREEMENT = 0.15;

    private static final double STANDARD_ERRORS = 6;

    private final ListAgreement agreement;
    private final int kq;
    private final double mean;
    private final double reference;
    private final double votes;
    private final boolean groups;

    /**
     * Measures what agreement the queries reach.
     *
     * @param graph with KG neighbors per item
     * @param kq how many items of a query vote; more than the gallery holds means all
     * @param rankings of some queries; depth at least KQ, or the gallery
     */
    public HarmPredictor(KnnGraph graph, int kq, InitialRankings rankings) {
        this.kq = depth(graph.size(), kq);
        this.agreement = new ListAgreement(graph, ListAgreement.scales(this.kq));
        double[] means = rankings.meanAgreement(agreement);
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

    /** How many items of a ranking are looked at. */
    public static int depth(int gallerySize, int kq) {
        return Math.min(kq, gallerySize);
    }

    /**
     * One query's number.
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

    /** The data set's number, from the mean over the queries that the guard was given, without the root. */
    public double datasetScore() {
        return penalized(mean, kq) / reference;
    }

    private static double penalized(double agreement, int k) {
        return agreement / Math.pow(k, SIZE_PENALTY);
    }

    /** Whether a number says that re-ranking is likely to harm. */
    public static boolean predictsHarm(double score) {
        return score < HARM;
    }
}
