package dev.icfrr.rerank;

import dev.icfrr.distance.QueryGalleryDistances;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;

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
     * @param distances Q x G; the sink is told the row
     */
    default void rerankAll(Matrix distances, RerankSink sink, Parallelism parallelism) {
        requireGallery(distances.columns());
        parallelism.forEachBlock(distances.rows(), 1, () -> {
            if (distances.isSinglePrecision()) {
                float[] row = new float[distances.columns()];
                return (query, _) -> {
                    distances.copyRow(query, row);
                    rerank(row, query, sink);
                };
            }
            double[] row = new double[distances.columns()];
            return (query, _) -> {
                distances.copyRow(query, row);
                rerank(row, query, sink);
            };
        });
    }

    /**
     * Re-ranks many queries by their features: their Euclidean distances to the gallery are computed for a few queries
     * at a time, never Q x G of them.
     *
     * @param queries Q x D features; the sink is told the row
     * @param gallery G x D features
     * @throws IllegalArgumentException if features differ in length, or hold NaN or infinity, naming the place
     */
    default void rerankAllByFeatures(Matrix queries, Matrix gallery, RerankSink sink, Parallelism parallelism) {
        requireGallery(gallery.rows());
        int size = gallery.rows();
        int blockRows = QueryGalleryDistances.queriesAtATime(queries.rows(), size, parallelism);
        parallelism.forEachBlock(queries.rows(), blockRows, () -> {
            QueryGalleryDistances distances = new QueryGalleryDistances(queries, gallery);
            double[] squared = new double[Math.multiplyExact(blockRows, size)];
            double[] row = new double[size];
            return (first, end) -> {
                distances.squared(first, end, squared);
                for (int query = first; query < end; query++) {
                    int start = (query - first) * size;
                    for (int item = 0; item < size; item++) {
                        row[item] = Math.sqrt(squared[start + item]);
                    }
                    rerank(row, query, sink);
                }
            };
        });
    }

    private void requireGallery(int size) {
        if (size != gallerySize()) {
            throw new IllegalArgumentException(
                    "the queries are for " + size + " gallery items, but the gallery has " + gallerySize());
        }
    }
}
