package dev.icfrr.rerank;

/**
 * The order of a query's items and room for the next one, each with the scores along it, descending. By the reference
 * rule scores stay at their positions, so both orders have the same ones. One object serves one thread.
 */
final class OrderPair {
    private final boolean movesValues;
    private int[] order;
    private int[] next;
    private double[] values;
    private double[] nextValues;
    private int count;
    private int known;

    /** @param movesValues whether items keep their scores when they move */
    OrderPair(int capacity, boolean movesValues) {
        this.movesValues = movesValues;
        order = new int[capacity];
        next = new int[capacity];
        values = new double[capacity];
        nextValues = movesValues ? new double[capacity] : values;
    }

    /** Starts a query that ranks so many items. */
    void start(int ranked) {
        count = ranked;
        known = ranked;
    }

    /** Returns how many items are ranked. */
    int count() {
        return count;
    }

    /** Returns how many positions of the order, from the first on, are known. */
    int known() {
        return known;
    }

    /** Limits the known positions of the order. */
    void limit(int positions) {
        known = positions;
    }

    /** Returns the items, best first. */
    int[] order() {
        return order;
    }

    /** Returns the scores along the order. */
    double[] values() {
        return values;
    }

    /** Returns room for the next order; after {@link #swap}, the order before. */
    int[] next() {
        return next;
    }

    /** Returns room for the scores along the next order, which are the same ones by the reference rule. */
    double[] nextValues() {
        return nextValues;
    }

    /** Returns whether items keep their scores when they move. */
    boolean movesValues() {
        return movesValues;
    }

    /** Makes the next order the current one. */
    void swap() {
        int[] swap = order;
        order = next;
        next = swap;
        double[] swapValues = values;
        values = nextValues;
        nextValues = swapValues;
    }
}
