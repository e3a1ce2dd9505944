package dev.icfrr.baselines;

/** Receives the order of each query. */
@FunctionalInterface
public interface OrderSink {

    /**
     * Receives the order of one query. Threads call this concurrently for different queries.
     *
     * @param query index of the query
     * @param order the gallery's G indices, best first; valid during the call only, and must not be changed
     */
    void accept(int query, int[] order);
}
