package dev.icfrr.rerank;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;

/**
 * Refines rankings of one gallery. Implementations are immutable and thread-safe. Each query is independent: its result
 * does not depend on other queries.
 */
public interface Reranker {

    /** Returns the number of gallery items, G. */
    int gallerySize();

    /** Returns the last iteration that a sink sees; 0 for a method that keeps the initial order. */
    int iterations();

    /**
     * Re-ranks one query and shows every iteration's order to a sink.
     *
     * @param distances of the query to the G gallery items, smaller is better; finite
     * @param query the index told to the sink
     * @throws IllegalArgumentException if there are not G distances or one is NaN or infinite
     */
    void rerank(double[] distances, int query, RerankSink sink);

    /** Returns the final ranking of the whole gallery for one query. */
    default Ranking rerank(double[] distances) {
        return rerank(distances, gallerySize());
    }

    /** Returns the final ranking of the whole gallery for one query whose distances are in single precision. */
    default Ranking rerank(float[] distances) {
        double[] wide = new double[distances.length];
        Arrays.setAll(wide, item -> distances[item]);
        return rerank(wide);
    }

    /** Returns the first {@code topN} of the final ranking for one query. */
    default Ranking rerank(double[] distances, int topN) {
        LastOrder last = new LastOrder(iterations(), topN);
        rerank(distances, 0, last);
        return last.ranking();
    }

    /**
     * Re-ranks many queries, each independently of the others.
     *
     * @param distances of the queries to the gallery; the sink is told the index of the query
     * @throws IllegalArgumentException if the distances are for a gallery of another size, or a distance or feature is
     *     not finite, naming the place
     */
    default void rerankAll(DistanceSource distances, RerankSink sink, Parallelism parallelism) {
        if (distances.gallerySize() != gallerySize()) {
            throw new IllegalArgumentException("the queries are for " + distances.gallerySize()
                    + " gallery items, but the gallery has " + gallerySize());
        }
        distances.forEachRow(parallelism, () -> (query, row) -> rerank(row, query, sink));
    }
}
