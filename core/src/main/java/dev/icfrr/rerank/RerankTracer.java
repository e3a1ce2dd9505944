package dev.icfrr.rerank;

/** Re-ranks one query and keeps the first few items of every iteration with their scores and bonuses. */
public record RerankTracer(Icfrr icfrr) {

    /** Returns the first {@code topN} items at each iteration when the whole gallery is ranked. */
    public RerankTrace trace(double[] distances, int topN) {
        TraceSink sink = new TraceSink(icfrr, topN);
        icfrr.rerank(distances, sink);
        return sink.trace();
    }

    /** Returns the first {@code topN} items at each iteration when only candidates are ranked. */
    public RerankTrace traceCandidates(int[] candidates, double[] distances, int topN) {
        TraceSink sink = new TraceSink(icfrr, topN);
        if (candidates.length > 0 || distances.length > 0) {
            icfrr.rerankCandidates(candidates, distances, sink);
        }
        return sink.trace();
    }
}
