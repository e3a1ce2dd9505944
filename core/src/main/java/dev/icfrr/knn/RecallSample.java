package dev.icfrr.knn;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.SplittableRandom;

/** The distances of the true neighbors of sampled rows, to estimate the recall of an approximation. */
final class RecallSample {
    private static final int ROWS = 8;
    private static final int GALLERY_ROWS = 32;

    final int[] positions;
    private final double[] farthest;

    private RecallSample(int[] positions, double[] farthest) {
        this.positions = positions;
        this.farthest = farthest;
    }

    /** Compares {@code size} rows drawn by the seed with all others. */
    static RecallSample draw(
            Matrix features,
            DeduplicatedRows distinct,
            PackedRows filter,
            int size,
            int wanted,
            long seed,
            CanonicalDistances distances,
            Parallelism parallelism,
            ProgressMeter progress) {
        int sampled = Math.min(size, filter.count());
        int[] positions = new SplittableRandom(seed)
                .ints(0, filter.count())
                .distinct()
                .limit(sampled)
                .toArray();
        double[] farthest = new double[sampled];
        parallelism.forEachBlock(sampled, ROWS, () -> {
            FeatureRows rows = new FeatureRows(features);
            int stride = rows.stride();
            double[] own = new double[ROWS * stride];
            double[] others = new double[GALLERY_ROWS * stride];
            double[] squared = new double[Math.multiplyExact(ROWS, features.rows())];
            return (first, end) -> {
                for (int i = first; i < end; i++) {
                    rows.loadUnchecked(distinct.first(filter.group(positions[i])), own, (i - first) * stride);
                }
                for (int item = 0; item < features.rows(); item += GALLERY_ROWS) {
                    int items = Math.min(GALLERY_ROWS, features.rows() - item);
                    for (int i = 0; i < items; i++) {
                        rows.loadUnchecked(item + i, others, i * stride);
                    }
                    distances.squared(own, end - first, others, items, stride, squared, item, features.rows());
                }
                TopKSelector selection = TopKSelector.forRowsOf(Matrix.of(ROWS, features.rows(), squared), wanted);
                for (int i = first; i < end; i++) {
                    int last = selection.nearest(i - first)[wanted - 1];
                    farthest[i] = squared[(i - first) * features.rows() + last];
                }
                progress.add(end - first);
            };
        });
        return new RecallSample(positions, farthest);
    }

    /** Returns how many of the found items are no farther than the farthest true neighbor of a sampled row. */
    int hits(int sample, double[] squaredOfFound, int count) {
        int hits = 0;
        for (int i = 0; i < count; i++) {
            hits += squaredOfFound[i] <= farthest[sample] ? 1 : 0;
        }
        return hits;
    }
}
