package dev.icfrr.knn;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The distinct rows in clusters by Lloyd's algorithm on a sample, each row with the center nearest in single precision.
 * Depends on features, seed and kernels, not on threads.
 */
final class KMeans {
    private static final int SAMPLE_PER_CLUSTER = 32;
    private static final int ROUNDS = 4;

    private final Matrix features;
    private final DeduplicatedRows distinct;
    private final BoundedProducts products;
    private final Selection selection;
    private final Parallelism parallelism;
    private final int columns;
    private final double scale;
    private final double[] mean;
    /** Scaled and moved to the mean, row after row. */
    private final double[] centers;

    private final int[] clusterOf;

    KMeans(
            Matrix features,
            DeduplicatedRows distinct,
            int count,
            long seed,
            Kernels kernels,
            Parallelism parallelism,
            ProgressMeter progress) {
        this.features = features;
        this.distinct = distinct;
        this.products = kernels.products();
        this.selection = kernels.selection();
        this.parallelism = parallelism;
        columns = features.columns();
        scale = distinct.largest() == 0 ? 1 : 1 / distinct.largest();
        int[] sample = new SplittableRandom(seed)
                .ints(0, distinct.count())
                .distinct()
                .limit(Math.min(distinct.count(), (long) count * SAMPLE_PER_CLUSTER))
                .toArray();
        mean = new double[columns];
        mean(sample);
        centers = new double[Math.multiplyExact(count, columns)];
        FeatureRows rows = new FeatureRows(features);
        double[] row = new double[rows.stride()];
        for (int cluster = 0; cluster < count; cluster++) {
            addTo(centers, cluster * columns, rows, sample[cluster], row, 1);
        }
        for (int round = 0; round < ROUNDS; round++) {
            moveCenters(sample, assign(sample, progress));
        }
        clusterOf = assign(null, progress);
    }

    /** Rows that pass through the products, for progress. */
    static long work(int rows, int count) {
        return rows + ROUNDS * Math.min(rows, (long) count * SAMPLE_PER_CLUSTER);
    }

    private void mean(int[] sample) {
        FeatureRows rows = new FeatureRows(features);
        double[] row = new double[rows.stride()];
        double[] sum = new double[columns];
        for (int group : sample) {
            addTo(sum, 0, rows, group, row, 1d / sample.length);
        }
        System.arraycopy(sum, 0, mean, 0, columns);
    }

    private void addTo(double[] sum, int at, FeatureRows rows, int group, double[] row, double weight) {
        rows.loadUnchecked(distinct.first(group), row, 0);
        for (int k = 0; k < columns; k++) {
            sum[at + k] += (row[k] * scale - mean[k]) * weight;
        }
    }

    int count() {
        return columns == 0 ? 1 : centers.length / columns;
    }

    Matrix centers() {
        return Matrix.of(count(), columns, centers);
    }

    /** The centers where the features lie, neither scaled nor moved. */
    float[] centersOfFeatures() {
        float[] original = new float[centers.length];
        for (int i = 0; i < original.length; i++) {
            original[i] = (float) ((centers[i] + mean[i % columns]) / scale);
        }
        return original;
    }

    int clusterOf(int group) {
        return clusterOf[group];
    }

    /** Groups of equal rows cluster by cluster. */
    static int[][] members(int[] clusterOf, int count) {
        int[] sizes = new int[count];
        for (int cluster : clusterOf) {
            sizes[cluster]++;
        }
        int[][] members = new int[count][];
        Arrays.setAll(members, cluster -> new int[sizes[cluster]]);
        Arrays.fill(sizes, 0);
        for (int i = 0; i < clusterOf.length; i++) {
            members[clusterOf[i]][sizes[clusterOf[i]]++] = i;
        }
        return members;
    }

    int[][] members() {
        return members(clusterOf, count());
    }

    private void moveCenters(int[] sample, int[] assigned) {
        int[][] members = members(assigned, count());
        parallelism.forEachRow(count(), () -> {
            FeatureRows rows = new FeatureRows(features);
            double[] row = new double[rows.stride()];
            return cluster -> {
                if (members[cluster].length > 0) {
                    Arrays.fill(centers, cluster * columns, (cluster + 1) * columns, 0d);
                    for (int member : members[cluster]) {
                        addTo(centers, cluster * columns, rows, sample[member], row, 1d / members[cluster].length);
                    }
                }
            };
        });
    }

    /** The nearest center of some groups, or of all where none are named. */
    private int[] assign(int @org.jspecify.annotations.Nullable [] some, ProgressMeter progress) {
        int block = PackedRows.BLOCK;
        int blocks = Math.ceilDiv(count(), block);
        float[][] packed = new float[blocks][block * columns];
        float[] norms = new float[count()];
        for (int b = 0; b < blocks; b++) {
            float[] values = new float[block * columns];
            for (int c = b * block; c < Math.min(count(), (b + 1) * block); c++) {
                for (int k = 0; k < columns; k++) {
                    float value = (float) centers[c * columns + k];
                    values[(c - b * block) * columns + k] = value;
                    norms[c] += value * value;
                }
            }
            products.pack(values, block, columns, packed[b], 0);
        }
        int[] assigned = new int[some == null ? distinct.count() : some.length];
        parallelism.forEachBlock(assigned.length, block, () -> {
            Nearest nearest = new Nearest(packed, norms);
            return (first, end) -> {
                nearest.find(some, first, end, assigned);
                progress.add(end - first);
            };
        });
        return assigned;
    }

    private final class Nearest {
        private static final int BLOCK = PackedRows.BLOCK;
        private final float[][] packedCenters;
        private final float[] norms;
        private final FeatureRows rows = new FeatureRows(features);
        private final double[] row = new double[rows.stride()];
        private final float[] values = new float[BLOCK * columns];
        private final float[] packed = new float[BLOCK * columns];
        private final float[] dots = new float[BLOCK * BLOCK];
        private final float[] keys = new float[BLOCK + Selection.SLACK];
        private final int[] positions = new int[BLOCK + Selection.SLACK];
        private final float[] best = new float[BLOCK];

        Nearest(float[][] packedCenters, float[] norms) {
            this.packedCenters = packedCenters;
            this.norms = norms;
        }

        void find(int @org.jspecify.annotations.Nullable [] some, int first, int end, int[] assigned) {
            for (int i = first; i < end; i++) {
                int group = some == null ? i : some[i];
                rows.loadUnchecked(distinct.first(group), row, 0);
                for (int k = 0; k < columns; k++) {
                    values[(i - first) * columns + k] = (float) (row[k] * scale - mean[k]);
                }
            }
            products.pack(values, BLOCK, columns, packed, 0);
            Arrays.fill(best, Float.POSITIVE_INFINITY);
            for (int b = 0; b < packedCenters.length; b++) {
                products.multiply(packed, 0, BLOCK, packedCenters[b], 0, BLOCK, columns, dots);
                int centersHere = Math.min(BLOCK, norms.length - b * BLOCK);
                for (int i = 0; i < end - first; i++) {
                    int found = selection.ofRow(
                            dots, i * BLOCK, centersHere, norms, b * BLOCK, best[i], b * BLOCK, keys, positions, 0);
                    for (int f = 0; f < found; f++) {
                        if (keys[f] < best[i]) {
                            best[i] = keys[f];
                            assigned[first + i] = positions[f];
                        }
                    }
                }
            }
        }
    }
}
