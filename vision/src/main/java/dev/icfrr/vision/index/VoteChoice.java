package dev.icfrr.vision.index;

import dev.icfrr.knn.ListOrder;

/** How the searches of an index vote, as asked for when it is built. */
public sealed interface VoteChoice {

    /** Multi-scale votes on scaled lists, with K and weights by advice. */
    VoteChoice DEFAULT = new Advised(ListOrder.SCALED);

    /** Flat votes, as in the public Python code. */
    record Flat() implements VoteChoice {}

    /**
     * Multi-scale votes with K and weights chosen by {@link dev.icfrr.advice.MultiscaleAdvice} from the gallery alone.
     */
    record Advised(ListOrder lists) implements VoteChoice {}

    /** Multi-scale votes with a known K. */
    record Given(IndexVote vote) implements VoteChoice {}
}
