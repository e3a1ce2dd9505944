package dev.icfrr;

/**
 * Refines rankings of one gallery. Implementations are immutable and may be used by any number of threads at once; each
 * query is on its own, so its answer does not depend on what else is asked.
 */
public interface Reranker {

    /** Number of gallery items, G. */
    int gallerySize();

    /** The last iteration a sink sees; 0 for a method that leaves the order alone. */
    int iterations();

    /**
     * Re-ranks one query and shows every iteration's order to a sink.
     *
     * @param distances of the query to the G gallery items, smaller is better; finite
     * @param query the index told to the sink
     * @throws IllegalArgumentException if there are not G distances or one is NaN or infinite
     */
    void rerank(float[] distances, int query, RerankSink sink);

    /** Like {@link #rerank(float[], int, RerankSink)} for distances in double precision. */
    void rerank(double[] distances, int query, RerankSink sink);

    /** The final ranking of the whole gallery for one query. */
    default Ranking rerank(float[] distances) {
        return rerank(distances, gallerySize());
    }

    /** The final ranking of the whole gallery for one query. */
    default Ranking rerank(double[] distances) {
        return rerank(distances, gallerySize());
    }

    /** The first {@code topN} of the final ranking for one query. */
    default Ranking rerank(float[] distances, int topN) {
        LastOrder last = new LastOrder(iterations(), topN);
        rerank(distances, 0, last);
        return last.ranking();
    }

    /** The first {@code topN} of the final ranking for one query. */
    default Ranking rerank(double[] distances, int topN) {
        LastOrder last = new LastOrder(iterations(), topN);
        rerank(distances, 0, last);
        return last.ranking();
    }

    /**
     * Re-ranks many queries, each on its own.
     *
     * @param distances Q x G
     * @param firstQuery the index told to the sink for row 0
     */
    default void rerankAll(Matrix distances, int firstQuery, RerankSink sink, Parallelism parallelism) {
        if (distances.columns() != gallerySize()) {
            throw new IllegalArgumentException("each query has " + distances.columns()
                    + " distances, but the gallery has " + gallerySize() + " items");
        }
        parallelism.forEachBlock(distances.rows(), 1, () -> {
            if (distances.isSinglePrecision()) {
                float[] row = new float[distances.columns()];
                return (first, end) -> {
                    distances.copyRow(first, row);
                    rerank(row, firstQuery + first, sink);
                };
            }
            double[] row = new double[distances.columns()];
            return (first, end) -> {
                distances.copyRow(first, row);
                rerank(row, firstQuery + first, sink);
            };
        });
    }
}
