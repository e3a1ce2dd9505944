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
    private int unchangedFrom;

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
        unchangedFrom = ranked;
    }

    /** Returns how many items are ranked. */
    int count() {
        return count;
    }

    /** Returns how many positions of the order, from the first on, are known. */
    int known() {
        return known;
    }

    /** Returns the position from which on the order equals the one before; the number of items if that is not known. */
    int unchangedFrom() {
        return unchangedFrom;
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

    /** Knows only the first positions of the order. */
    void knowFirst(int positions) {
        known = positions;
    }

    /**
     * Makes the next order the current one.
     *
     * @param from the position from which on both are equal
     */
    void swap(int from) {
        unchangedFrom = from;
        int[] swap = order;
        order = next;
        next = swap;
        double[] swapValues = values;
        values = nextValues;
        nextValues = swapValues;
    }
}
