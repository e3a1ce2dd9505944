package dev.icfrr.rerank;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Items, best first: the gallery indices of a whole gallery or of its first few, or the numbers of a window's
 * candidates. Some rankings carry scores. Immutable.
 */
public final class Ranking {
    private final int[] order;
    private final double @Nullable [] scores;

    /** Takes over the arrays; the scores descend. */
    Ranking(int[] order, double @Nullable [] scores) {
        this.order = order;
        this.scores = scores;
    }

    /** Copies the first {@code count} items of an order, without scores. */
    public static Ranking copyOf(int[] order, int count) {
        return new Ranking(Arrays.copyOf(order, count), null);
    }

    /** Returns the number of ranked items. */
    public int size() {
        return order.length;
    }

    /** Returns the item at a rank, 0 the best. */
    public int get(int rank) {
        return order[rank];
    }

    /**
     * Returns the score at a rank; scores descend with the rank.
     *
     * @throws IllegalStateException if the ranking has no scores
     */
    public double score(int rank) {
        if (scores == null) {
            throw new IllegalStateException("this ranking has no scores");
        }
        return scores[rank];
    }

    /** Returns the first {@code count} items, or all if there are fewer. */
    public Ranking top(int count) {
        return count >= order.length
                ? this
                : new Ranking(Arrays.copyOf(order, count), scores == null ? null : Arrays.copyOf(scores, count));
    }

    /** Returns all items, best first, in a new array. */
    public int[] toArray() {
        return order.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranking that && Arrays.equals(order, that.order) && Arrays.equals(scores, that.scores);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(order) + Arrays.hashCode(scores);
    }

    @Override
    public String toString() {
        int shown = Math.min(order.length, 10);
        String first = Arrays.toString(Arrays.copyOf(order, shown));
        return shown == order.length ? "Ranking" + first : "Ranking" + first + " … " + order.length + " in all";
    }
}
