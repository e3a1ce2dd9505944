package dev.icfrr.rerank;

import dev.icfrr.sort.FirstScores;

/**
 * Decides how many items of each order of a query are sorted if only the first items are read. If too few of them are
 * known after an iteration, the query is ranked again by whole orders, and the next queries sort more orders whole. One
 * object serves one thread; results do not depend on it.
 */
final class FirstItems {
    /** The share of the gallery that the first items of an order are, if those that are needed are much fewer. */
    private static final int SHARE = 8;

    private static final int PER_NEEDED = 4;

    private final int size;
    private final int iterations;
    private final WholeOrders whole = new WholeOrders();
    private int read;
    private int needed;

    FirstItems(int size, int iterations) {
        this.size = size;
        this.iterations = iterations;
    }

    /**
     * Starts a query.
     *
     * @param items how many items of each order are read
     * @param voters how many items vote
     * @return whether sorting the first items alone is worth a try
     */
    boolean start(int items, int voters) {
        read = items;
        needed = iterations == 0 ? items : Math.max(items, voters);
        if (needed > size / PER_NEEDED || !FirstScores.selects(sorted(0), size)) {
            return false;
        }
        if (iterations > 0 && whole.number() >= iterations) {
            whole.succeeded();
            return false;
        }
        return true;
    }

    /** Returns whether the order after an iteration is sorted whole; 0 is the initial order. */
    boolean isWhole(int iteration) {
        return iteration < whole.number();
    }

    /** Returns how many items of the order after an iteration must be known. */
    int needed(int iteration) {
        return iteration == iterations ? read : needed;
    }

    /** Returns how many items of the order after an iteration are sorted, if as many are known. */
    int sorted(int iteration) {
        return iteration == iterations ? read : Math.max(PER_NEEDED * needed, size / SHARE);
    }

    /** Learns that as many items as needed were known after an iteration. */
    void succeeded(int iteration) {
        if (iteration == iterations) {
            whole.succeeded();
        }
    }

    /** Learns that too few items were known. */
    void failed() {
        whole.failed();
    }
}
