package dev.icfrr.rerank;

/**
 * Takes the orders of queries as they arise and keeps of them only what it needs: a sum for a metric, the first twenty
 * for a picture, a row of a file. Orders exist once, in the re-ranker's own memory.
 */
@FunctionalInterface
public interface RerankSink {

    /**
     * One query's order after one iteration. A query's iterations come in order, from one thread; different queries come
     * from different threads at once.
     *
     * @param query index of the query
     * @param iteration 0 for the initial order, then 1 .. n
     * @param order the gallery's G indices, best first; valid during the call and not to be changed
     */
    void accept(int query, int iteration, int[] order);
}
