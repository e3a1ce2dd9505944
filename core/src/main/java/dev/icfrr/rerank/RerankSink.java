package dev.icfrr.rerank;

/**
 * Receives each order of each query and keeps only what it needs: a sum for a metric, the first twenty items for an
 * image, a row of a file. Orders exist once, in the memory of the re-ranker.
 */
@FunctionalInterface
public interface RerankSink {

    /**
     * Receives the order of one query after one iteration. One thread calls it for all iterations of a query, in
     * sequence; different threads call it for different queries at the same time.
     *
     * @param query index of the query
     * @param iteration 0 for the initial order, then 1 .. n
     * @param order the gallery's G indices, best first; valid during the call; must not be changed. Items beyond those
     *     that the sink {@link #reads} are unspecified
     */
    void accept(int query, int iteration, int[] order);

    /**
     * Receives an order of which the end is that of the iteration before. A sink that keeps what it found there need
     * not look at it again; by default all is looked at. Re-rankers call this method.
     *
     * @param unchangedFrom the position from which on the order equals the order of the iteration before; 0 if all is
     *     equal, and the number of ranked items if nothing is known to be, as in iteration 0
     */
    default void accept(int query, int iteration, int[] order, int unchangedFrom) {
        accept(query, iteration, order);
    }

    /** Returns the orders that this sink reads, by default all. Reading less makes re-ranking faster. */
    default OrdersRead reads() {
        return OrdersRead.ALL;
    }
}
