package dev.icfrr.vision.extract;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.RowOrder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.util.Optional;

/** Measures the quality of features before re-ranking. */
public final class FirstRanking {

    /** With more distances, the metrics are left to re-ranking, which computes the same distances anyway. */
    private static final long MAX_DISTANCES = 1_000_000_000;

    private FirstRanking() {}

    /** Computes the metrics of a cache's features, if labels are known and the data set is not too large. */
    public static Optional<MeasureSink> measure(FeatureCache cache, Parallelism parallelism) throws IOException {
        Labels labels = cache.readLabels();
        try (CachedFeatures features = CachedFeatures.open(cache)) {
            Matrix queries = features.queries();
            Matrix gallery = features.gallery();
            return labels.areKnown() && (long) queries.rows() * gallery.rows() <= MAX_DISTANCES
                    ? Optional.of(measure(queries, gallery, labels, parallelism))
                    : Optional.empty();
        }
    }

    /** Measures the order by distance, ties by gallery index, as iteration 0. */
    public static MeasureSink measure(Matrix queries, Matrix gallery, Labels labels, Parallelism parallelism) {
        MeasureSink metrics = new MeasureSink(labels, 0, Measure.reference());
        DistanceSource.between(queries, gallery).forEachRow(parallelism, () -> {
            RowOrder order = new RowOrder(gallery.rows());
            return (query, distances) -> metrics.accept(query, 0, order.ascending(distances));
        });
        return metrics;
    }
}
