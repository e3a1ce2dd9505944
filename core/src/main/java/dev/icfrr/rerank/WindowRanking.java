package dev.icfrr.rerank;

import java.util.Arrays;

/** A window in its new order, with the scores it was last sorted by. Immutable. */
public final class WindowRanking {
    private final int[] order;
    private final double[] scores;

    WindowRanking(int[] order, double[] scores) {
        this.order = order;
        this.scores = scores;
    }

    /** How many candidates are ranked. */
    public int size() {
        return order.length;
    }

    /** The candidate at a rank, 0 the best. */
    public int get(int rank) {
        return order[rank];
    }

    /**
     * What the candidate at a rank was last sorted by: minus a distance, plus {@code beta} times a bonus. By the reference
     * rule the distance is that of the place it came from, by the accumulating rule its own, and the bonus that of all
     * iterations. Descends with the rank.
     */
    public double score(int rank) {
        return scores[rank];
    }

    /** The candidates, best first, in an array of the caller's own. */
    public int[] toArray() {
        return order.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowRanking that
                && Arrays.equals(order, that.order)
                && Arrays.equals(scores, that.scores);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(order) + Arrays.hashCode(scores);
    }

    @Override
    public String toString() {
        return "WindowRanking of " + order.length + ", best "
                + Arrays.toString(Arrays.copyOf(order, Math.min(10, size())));
    }
}
