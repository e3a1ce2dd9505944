package dev.icfrr.baselines;

/** Takes the orders of queries as they arise. */
@FunctionalInterface
public interface OrderSink {

    /**
     * One query's order; different queries come from different threads at once.
     *
     * @param query index of the query
     * @param order the gallery's G indices, best first; valid during the call and not to be changed
     */
    void accept(int query, int[] order);
}
