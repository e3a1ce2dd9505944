package dev.icfrr.baselines;

/** Receives the scores of each query. */
@FunctionalInterface
public interface ScoreSink {

    /**
     * Receives the scores of one query. Threads call this concurrently for different queries.
     *
     * @param query index of the query
     * @param scores of the G gallery items, larger is better; valid during the call only, and must not be changed
     */
    void accept(int query, double[] scores);
}
