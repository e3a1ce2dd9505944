package dev.icfrr.rerank;

import java.io.Serializable;
import java.util.List;

/**
 * How the items at the top of an order vote for their neighbors. Immutable.
 *
 * @param isMultiscale whether votes count at several scales
 * @param weights of the scales of a multi-scale vote, see {@link Scales#upTo(int, List)}; empty for 1 each
 */
public record Vote(boolean isMultiscale, List<Integer> weights) implements Serializable {
    /**
     * The vote of the public Python code: the first KQ items vote for their KG neighbors, and all of these votes have
     * nearly the same weight. The result depends on KQ and KG.
     */
    public static final Vote FLAT = new Vote(false, List.of());

    /**
     * Votes at the scales 4, 8, 16, … up to KQ, less the votes that random voters would give. KQ is then K, and lists
     * need as many neighbors. The result depends little on K. See {@link Scales}.
     */
    public static final Vote MULTISCALE = new Vote(true, List.of());

    public Vote {
        weights = List.copyOf(weights);
        if (!isMultiscale && !weights.isEmpty()) {
            throw new IllegalArgumentException("the flat vote has no scales, so it cannot have weights: " + weights);
        }
    }

    /** Returns a vote at scales of different weight. */
    public static Vote multiscale(List<Integer> weights) {
        return new Vote(true, weights);
    }

    /** Returns the name in options and files. */
    public String label() {
        return isMultiscale ? "multiscale" : "flat";
    }
}
