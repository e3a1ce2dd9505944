package dev.icfrr.vision.extract;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.RowOrder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.IterationMetrics;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.MetricsSink;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.util.Optional;

/** How good features are before anything is re-ranked. */
public final class FirstRanking {

    /** With more distances, the metrics are left to re-ranking, which computes the same distances anyway. */
    private static final long MAX_DISTANCES = 1_000_000_000;

    private FirstRanking() {}

    /** Computes the metrics of a cache's features, if labels are known and the data set is not too large. */
    public static Optional<IterationMetrics> measure(FeatureCache cache, Parallelism parallelism) throws IOException {
        Labels labels = cache.readLabels();
        try (CachedFeatures features = CachedFeatures.open(cache)) {
            Matrix queries = features.queries();
            Matrix gallery = features.gallery();
            return labels.areKnown() && (long) queries.rows() * gallery.rows() <= MAX_DISTANCES
                    ? Optional.of(measure(queries, gallery, labels, parallelism))
                    : Optional.empty();
        }
    }

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
