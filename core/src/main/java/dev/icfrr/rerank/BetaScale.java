package dev.icfrr.rerank;

import java.util.Locale;

/** What the weight of the bonus, beta, is measured by. */
public enum BetaScale {
    /** Beta as it is; made for distances of unit vectors. */
    ABSOLUTE,
    /**
     * Beta times the spread of the query's distances, the median less the minimum: for features of any length. The
     * median of an even number of distances is the mean of the middle two.
     */
    SPREAD,
    /**
     * Beta times {@code 2 * min(1, sqrt(KQ / 256))}: 1 at 64, 2 from 256 on. A small K comes from small groups, where
     * most of the top K are not relevant, so the bonus gets less weight.
     *
     * <p>For the multi-scale vote, KQ is K, or less if the scales have different weights and K is at most 256: twice
     * the largest scale with at least 13/16 of the largest weight, at least 16. Larger scales then say little.
     */
    K;

    private static final double FULL_WEIGHT_K = 256;

    /**
     * Returns the weight of a query's bonuses.
     *
     * @param beta as the parameters give it
     * @param k KQ, or {@link Scales#kOfBeta} of the multi-scale vote
     * @param scores minus the query's distances, descending
     * @param count how many scores there are, at least 1
     */
    double of(double beta, int k, double[] scores, int count) {
        return switch (this) {
            case ABSOLUTE -> beta;
            case K -> beta * 2 * Math.min(1, Math.sqrt(k / FULL_WEIGHT_K));
            case SPREAD -> beta * (scores[0] - (scores[(count - 1) / 2] + scores[count / 2]) / 2);
        };
    }

    /** Returns the name in options and files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
