package dev.icfrr.knn;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Clusters of rows by Lloyd's algorithm on a sample. Each row belongs to the center that is nearest in single
 * precision. The result depends on features, seed and kernels, not on threads.
 */
public final class KMeans {
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

    /**
     * Clusters the rows of a matrix.
     *
     * @param count number of clusters, at least 1; there are fewer if the matrix has fewer distinct rows
     * @param listener receives progress, or null
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     */
    public static KMeans of(
            Matrix features, int count, long seed, Parallelism parallelism, @Nullable ProgressListener listener) {
        DeduplicatedRows distinct = DeduplicatedRows.of(features, parallelism);
        int clusters = Math.min(count, distinct.count());
        ProgressMeter progress = new ProgressMeter(listener, "search clusters", work(distinct.count(), clusters));
        return new KMeans(features, distinct, clusters, seed, Kernels.get(), parallelism, progress);
    }

    /** Clusters distinct rows. */
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

    /** Returns how many rows pass through the products, for progress. */
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

    /** Returns the number of clusters. */
    public int count() {
        return columns == 0 ? 1 : centers.length / columns;
    }

    /** Returns the centers among the features, rounded to single precision, one row per cluster. */
    public Matrix centers() {
        float[] original = new float[centers.length];
        for (int i = 0; i < original.length; i++) {
            original[i] = (float) ((centers[i] + mean[i % columns]) / scale);
        }
        return Matrix.of(count(), columns, original);
    }

    /** Returns the cluster of each row in a new array. */
    public int[] clusterOfRows() {
        int[] clusterOfRow = new int[features.rows()];
        for (int group = 0; group < distinct.count(); group++) {
            for (int member = 0; member < distinct.size(group); member++) {
                clusterOfRow[distinct.member(group, member)] = clusterOf[group];
            }
        }
        return clusterOfRow;
    }

    /** Returns the centers scaled and moved to the mean, one row per cluster. */
    Matrix scaledCenters() {
        return Matrix.of(count(), columns, centers);
    }

    /** Returns the cluster of a group of equal rows. */
    int clusterOf(int group) {
        return clusterOf[group];
    }

    /** Returns the groups of equal rows of each cluster. */
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

    /** Returns the nearest center of some groups, or of all groups if none are given. */
    private int[] assign(int @Nullable [] some, ProgressMeter progress) {
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

        void find(int @Nullable [] some, int first, int end, int[] assigned) {
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
