package dev.icfrr.rerank;

import dev.icfrr.knn.SelfMatch;
import java.io.Serializable;
import java.util.Objects;

/**
 * The parameters of the method, apart from KG, which is the length of the neighbor lists. Start with {@link #DEFAULTS}
 * and change single values: {@code IcfrrParameters.DEFAULTS.withKq(100).withIterations(3)}. Immutable.
 *
 * @param vote how the top items vote
 * @param kq how many of a query's top items vote, at least 1; more than there are items means all. For
 *     {@link Vote#MULTISCALE} the largest scale, K, rounded down to a power of two, and up to 4
 * @param beta the weight of the bonus; finite
 * @param betaScale what beta is measured by
 * @param iterations how many times to re-rank, at least 0
 * @param update how a bonus moves an item; the neighbor lists should have been built with {@link UpdateRule#selfMatch}
 * @param stopWhenStable whether a query stops at the first iteration that leaves its order unchanged; later iterations
 *     then repeat that order. By the reference rule this changes no result. By the accumulating rule the scores would
 *     have grown further apart, and the order might have changed again
 */
public record IcfrrParameters(
        Vote vote, int kq, double beta, BetaScale betaScale, int iterations, UpdateRule update, boolean stopWhenStable)
        implements Serializable {
    /** The authors' default length of neighbor lists, KG. */
    public static final int DEFAULT_KG = 256;

    public static final int DEFAULT_KQ = 250;
    public static final double DEFAULT_BETA = 0.5;
    public static final int DEFAULT_ITERATIONS = 5;

    /** The authors' defaults: KQ 250, beta 0.5, 5 iterations, the reference rule. */
    public static final IcfrrParameters DEFAULTS =
            new IcfrrParameters(DEFAULT_KQ, DEFAULT_BETA, DEFAULT_ITERATIONS, UpdateRule.REFERENCE);

    public IcfrrParameters {
        if (kq < 1) {
            throw new IllegalArgumentException("KQ must be at least 1, not " + kq);
        }
        if (!Double.isFinite(beta)) {
            throw new IllegalArgumentException("beta must be finite, not " + beta);
        }
        if (iterations < 0) {
            throw new IllegalArgumentException("iterations must be at least 0, not " + iterations);
        }
        Objects.requireNonNull(vote, "vote");
        Objects.requireNonNull(betaScale, "betaScale");
        Objects.requireNonNull(update, "update");
        if (vote.isMultiscale()) {
            // The scales check that the weights fit K.
            Scales.upTo(kq, vote.weights());
        }
    }

    /** Creates parameters of the flat vote that never stop early. */
    public IcfrrParameters(int kq, double beta, int iterations, UpdateRule update) {
        this(Vote.FLAT, kq, beta, BetaScale.ABSOLUTE, iterations, update, false);
    }

    /** Returns these parameters with another vote. */
    public IcfrrParameters withVote(Vote value) {
        return new IcfrrParameters(value, kq, beta, betaScale, iterations, update, stopWhenStable);
    }

    /** Returns these parameters with another measure of beta. */
    public IcfrrParameters withBetaScale(BetaScale value) {
        return new IcfrrParameters(vote, kq, beta, value, iterations, update, stopWhenStable);
    }

    /** Returns these parameters with another KQ. */
    public IcfrrParameters withKq(int value) {
        return new IcfrrParameters(vote, value, beta, betaScale, iterations, update, stopWhenStable);
    }

    /** Returns these parameters with another beta. */
    public IcfrrParameters withBeta(double value) {
        return new IcfrrParameters(vote, kq, value, betaScale, iterations, update, stopWhenStable);
    }

    /** Returns these parameters with another number of iterations. */
    public IcfrrParameters withIterations(int value) {
        return new IcfrrParameters(vote, kq, beta, betaScale, value, update, stopWhenStable);
    }

    /** Returns these parameters with another update rule. */
    public IcfrrParameters withUpdate(UpdateRule value) {
        return new IcfrrParameters(vote, kq, beta, betaScale, iterations, value, stopWhenStable);
    }

    /** Returns these parameters with another choice whether to stop when the order is stable. */
    public IcfrrParameters withStopWhenStable(boolean value) {
        return new IcfrrParameters(vote, kq, beta, betaScale, iterations, update, value);
    }

    /** Returns what neighbor lists for these parameters leave out as the item itself. */
    public SelfMatch selfMatch() {
        return vote.isMultiscale() ? SelfMatch.INDEX : update.selfMatch();
    }

    /**
     * Returns the scales of a multi-scale vote.
     *
     * @throws IllegalStateException for another vote
     */
    public Scales scales() {
        if (!vote.isMultiscale()) {
            throw new IllegalStateException("the " + vote.label() + " vote has no scales");
        }
        return Scales.upTo(kq, vote.weights());
    }

    /**
     * Returns the weight of the bonuses of one query.
     *
     * @param scores minus the query's distances, descending
     * @param count how many scores there are, at least 1
     */
    double weightOfBonus(double[] scores, int count) {
        return betaScale.of(beta, vote.isMultiscale() ? scales().kOfBeta() : kq, scores, count);
    }

    /** Returns whether an order that an iteration left unchanged stays as it is in all later iterations. */
    boolean keepsStableOrder() {
        // By the reference rule the same order gets the same votes again; the accumulating rule goes on adding to
        // scores.
        return stopWhenStable || update == UpdateRule.REFERENCE;
    }

    /** Returns whether stopping at a stable order keeps items from collecting further votes. */
    boolean stopsAccumulating() {
        return stopWhenStable && update == UpdateRule.ACCUMULATING;
    }
}
