package dev.icfrr.rerank;

import java.util.Arrays;

/** Gallery indices, best first: the whole gallery or its first few. Immutable. */
public final class Ranking {
    private final int[] order;

    private Ranking(int[] order) {
        this.order = order;
    }

    /** The first {@code count} of an order; the array is copied. */
    public static Ranking copyOf(int[] order, int count) {
        return new Ranking(Arrays.copyOf(order, count));
    }

    /** How many items are ranked. */
    public int size() {
        return order.length;
    }

    /** The gallery index at a rank, 0 the best. */
    public int get(int rank) {
        return order[rank];
    }

    /** The first {@code count} items, or all if there are fewer. */
    public Ranking top(int count) {
        return count >= order.length ? this : copyOf(order, count);
    }

    /** All gallery indices, best first, in an array of the caller's own. */
    public int[] toArray() {
        return order.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranking that && Arrays.equals(order, that.order);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(order);
    }

    @Override
    public String toString() {
        int shown = Math.min(order.length, 10);
        String first = Arrays.toString(Arrays.copyOf(order, shown));
        return shown == order.length ? "Ranking" + first : "Ranking" + first + " … " + order.length + " in all";
    }
}
