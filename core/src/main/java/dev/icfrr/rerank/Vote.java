package dev.icfrr.rerank;

import java.io.Serializable;
import java.util.List;

/** How the items at the top of an order vote for their neighbors. */
public sealed interface Vote extends Serializable {
    /**
     * The vote of the public Python code: the first KQ items vote for their KG neighbors, and all of these votes have nearly
     * the same weight. The result depends on KQ and KG.
     */
    Vote FLAT = new Flat();

    /**
     * Votes at the scales 4, 8, 16, … up to KQ, less the votes that random voters would give. KQ is then K, and lists need as
     * many neighbors. The result depends little on K. See {@link Scales}.
     */
    Vote MULTISCALE = new Multiscale(List.of());

    /**
     * Returns votes at scales of different weight.
     *
     * @param weights whole numbers by scale, see {@link Scales#upTo(int, List)}
     */
    static Vote multiscale(List<Integer> weights) {
        return new Multiscale(weights);
    }

    /** Returns the name in options and files. */
    default String label() {
        return switch (this) {
            case Flat _ -> "flat";
            case Multiscale _ -> "multiscale";
        };
    }

    /** See {@link #FLAT}. */
    record Flat() implements Vote {}

    /**
     * See {@link #MULTISCALE}.
     *
     * @param weights by scale; empty for 1 each
     */
    record Multiscale(List<Integer> weights) implements Vote {
        public Multiscale {
            weights = List.copyOf(weights);
        }
    }
}
