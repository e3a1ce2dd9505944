package dev.icfrr.vision.extract;

import dev.icfrr.distance.QueryGalleryDistances;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.IterationMetrics;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.MetricsSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.sort.StableRadixSort;

/** How good features are before anything is re-ranked. */
public final class FirstRanking {

    private FirstRanking() {}

    /** The metrics of the order by distance, ties by gallery index. */
    public static IterationMetrics measure(Matrix queries, Matrix gallery, Labels labels, Parallelism parallelism) {
        int size = gallery.rows();
        int atATime = QueryGalleryDistances.queriesAtATime(queries.rows(), size, parallelism);
        MetricsSink metrics = new MetricsSink(labels, 0);
        parallelism.forEachBlock(queries.rows(), atATime, () -> {
            QueryGalleryDistances distances = new QueryGalleryDistances(queries, gallery);
            StableRadixSort sort = new StableRadixSort(size);
            double[] squared = new double[Math.multiplyExact(atATime, size)];
            long[] keys = new long[size];
            int[] order = new int[size];
            return (first, end) -> {
                distances.squared(first, end, squared);
                for (int query = first; query < end; query++) {
                    for (int i = 0; i < size; i++) {
                        // Distances are roots: two squares may share one. They are not negative, so their bits sort
                        // like
                        // their values.
                        keys[i] = Double.doubleToRawLongBits(Math.sqrt(squared[(query - first) * size + i]));
                        order[i] = i;
                    }
                    sort.sort(keys, order, size);
                    metrics.accept(query, 0, order);
                }
            };
        });
        return metrics.means().getFirst();
    }
}
