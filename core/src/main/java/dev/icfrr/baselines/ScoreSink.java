package dev.icfrr.baselines;

/** Takes the scores of queries as they arise. */
@FunctionalInterface
public interface ScoreSink {

    /**
     * One query's scores; different queries come from different threads at once.
     *
     * @param query index of the query
     * @param scores of the G gallery items, larger is better; valid during the call and not to be changed
     */
    void accept(int query, double[] scores);
}
