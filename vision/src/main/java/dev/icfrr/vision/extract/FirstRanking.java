package dev.icfrr.vision.extract;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.RowOrder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.IterationMetrics;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.MetricsSink;
import dev.icfrr.parallel.Parallelism;

/** How good features are before anything is re-ranked. */
public final class FirstRanking {

    private FirstRanking() {}

    /** The metrics of the order by distance, ties by gallery index. */
    public static IterationMetrics measure(Matrix queries, Matrix gallery, Labels labels, Parallelism parallelism) {
        MetricsSink metrics = new MetricsSink(labels, 0);
        DistanceSource.between(queries, gallery).forEachRow(parallelism, () -> {
            RowOrder order = new RowOrder(gallery.rows());
            return (query, distances) -> metrics.accept(query, 0, order.ascending(distances));
        });
        return metrics.means().getFirst();
    }
}
