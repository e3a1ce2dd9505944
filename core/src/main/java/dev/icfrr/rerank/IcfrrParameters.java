package dev.icfrr.rerank;

import java.io.Serializable;
import java.util.Objects;

/**
 * The parameters of the method, apart from KG, which is the length of the neighbor lists. Start with {@link #DEFAULTS} and
 * change single values: {@code IcfrrParameters.DEFAULTS.withKq(100).withIterations(3)}. Immutable.
 *
 * @param kq how many of a query's top items vote, at least 1; more than there are items means all
 * @param beta the weight of the bonus; finite
 * @param iterations how many times to re-rank, at least 0
 * @param update how a bonus moves an item; the neighbor lists should have been built with {@link UpdateRule#selfMatch}
 * @param stopWhenStable whether a query stops at the first iteration that leaves its order unchanged; later iterations then
 *     repeat that order. By the reference rule this changes no result. By the accumulating rule the scores would have grown
 *     further apart, and the order might have changed again
 */
public record IcfrrParameters(int kq, double beta, int iterations, UpdateRule update, boolean stopWhenStable)
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
        Objects.requireNonNull(update, "update");
    }

    /** Creates parameters that never stop early. */
    public IcfrrParameters(int kq, double beta, int iterations, UpdateRule update) {
        this(kq, beta, iterations, update, false);
    }

    /** Returns these parameters with another KQ. */
    public IcfrrParameters withKq(int value) {
        return new IcfrrParameters(value, beta, iterations, update, stopWhenStable);
    }

    /** Returns these parameters with another beta. */
    public IcfrrParameters withBeta(double value) {
        return new IcfrrParameters(kq, value, iterations, update, stopWhenStable);
    }

    /** Returns these parameters with another number of iterations. */
    public IcfrrParameters withIterations(int value) {
        return new IcfrrParameters(kq, beta, value, update, stopWhenStable);
    }

    /** Returns these parameters with another update rule. */
    public IcfrrParameters withUpdate(UpdateRule value) {
        return new IcfrrParameters(kq, beta, iterations, value, stopWhenStable);
    }

    /** Returns these parameters with another choice whether to stop when the order is stable. */
    public IcfrrParameters withStopWhenStable(boolean value) {
        return new IcfrrParameters(kq, beta, iterations, update, value);
    }

    /** Returns whether an order that an iteration left unchanged stays as it is in all later iterations. */
    boolean keepsStableOrder() {
        // By the reference rule the same order gets the same votes again; the accumulating rule goes on adding to
        // scores.
        return stopWhenStable || update == UpdateRule.REFERENCE;
    }
}
