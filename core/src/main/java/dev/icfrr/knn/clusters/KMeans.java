package dev.icfrr.knn.clusters;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.CenteredRows;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Clusters of rows by Lloyd's algorithm on a sample. Each row belongs to the center that is nearest in single
 * precision; with thousands of centers, to the nearest of a shortlist. The result depends on features, seed and
 * kernels, not on threads.
 */
public final class KMeans {
    private static final int SAMPLE_PER_CLUSTER = 32;
    /** Rows are compared with more centers in fewer dimensions first, see {@link PackedCenters}. */
    private static final int MOST_EXACT = 4096;

    private static final int ROUNDS = 4;

    private final Matrix features;
    private final DeduplicatedRows distinct;
    private final Kernels kernels;
    private final Parallelism parallelism;
    private final int columns;
    private final double scale;
    private final double[] mean;
    /** Scaled and moved to the mean, row after row. */
    private final double[] centers;

    private final int[] nearest;

    /**
     * Clusters distinct rows.
     *
     * @param count number of clusters, at least 1 and at most as many as there are distinct rows
     * @param near how many of the nearest clusters to find of each row, at most {@code count}
     */
    KMeans(Matrix features, DeduplicatedRows distinct, int count, int near, long seed, Execution execution) {
        this.features = features;
        this.distinct = distinct;
        kernels = execution.kernels();
        parallelism = execution.parallelism();
        ProgressMeter progress = execution.progress("clusters", work(distinct.count(), count));
        columns = features.columns();
        scale = scale(distinct);
        int[] groups = distinct.groups();
        int[] sample = new SplittableRandom(seed)
                .ints(0, groups.length)
                .distinct()
                .limit(Math.min(groups.length, (long) count * samplePerCluster(count)))
                .toArray();
        mean = new double[columns];
        mean(sample);
        centers = new double[Math.multiplyExact(count, columns)];
        FeatureRows rows = new FeatureRows(features);
        double[] row = new double[rows.stride()];
        for (int cluster = 0; cluster < count; cluster++) {
            addTo(centers, cluster * columns, rows, sample[cluster], row, 1);
        }
        // Read in sequence, as features may be larger than the memory.
        Arrays.sort(sample);
        for (int round = 0; round < ROUNDS; round++) {
            moveCenters(sample, assign(sample, 1, progress));
        }
        nearest = assign(groups, near, progress);
    }

    private static double scale(DeduplicatedRows distinct) {
        return distinct.largest() == 0 ? 1 : 1 / distinct.largest();
    }

    /** Returns how many rows pass through the products, for progress. */
    private static long work(int rows, int count) {
        return rows + ROUNDS * Math.min(rows, (long) count * samplePerCluster(count));
    }

    private static int samplePerCluster(int count) {
        return count <= MOST_EXACT ? SAMPLE_PER_CLUSTER : SAMPLE_PER_CLUSTER / 2;
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
    int count() {
        return columns == 0 ? 1 : centers.length / columns;
    }

    /** Returns the centers among the features, rounded to single precision, one row per cluster. */
    Matrix centers() {
        float[] original = new float[centers.length];
        for (int i = 0; i < original.length; i++) {
            original[i] = (float) ((centers[i] + mean[i % columns]) / scale);
        }
        return Matrix.of(count(), columns, original);
    }

    /** Returns the nearest clusters of each group of equal rows, nearest first. */
    int[] nearest() {
        return nearest;
    }

    /** Packs known centers, to find those nearest to rows. */
    public static PackedCenters packed(
            Matrix centers, DeduplicatedRows distinct, Kernels kernels, Parallelism parallelism) {
        int columns = centers.columns();
        double scale = scale(distinct);
        double[] scaled = new double[Math.multiplyExact(centers.rows(), columns)];
        double[] mean = new double[columns];
        double[] row = new double[columns];
        for (int center = 0; center < centers.rows(); center++) {
            centers.copyRow(center, row);
            for (int k = 0; k < columns; k++) {
                scaled[center * columns + k] = row[k] * scale;
                mean[k] += row[k] * scale / centers.rows();
            }
        }
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] -= mean[i % columns];
        }
        return packed(scaled, centers.rows(), new CenteredRows(scale, mean), kernels, parallelism);
    }

    private static PackedCenters packed(
            double[] scaled, int count, CenteredRows centering, Kernels kernels, Parallelism parallelism) {
        return new PackedCenters(scaled, count, centering, kernels, parallelism, count > MOST_EXACT);
    }

    private void moveCenters(int[] sample, int[] assigned) {
        int[][] members = RowClusters.members(assigned, count());
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

    /** Returns the nearest centers of some groups. */
    private int[] assign(int[] groups, int near, ProgressMeter progress) {
        PackedCenters packed = packed(centers, count(), new CenteredRows(scale, mean), kernels, parallelism);
        int[] assigned = new int[Math.multiplyExact(groups.length, near)];
        parallelism.forEachBlock(groups.length, PackedRows.BLOCK, () -> {
            PackedCenters.Nearest search = packed.nearest(features, near);
            return (first, end) -> {
                int[] rows = new int[end - first];
                Arrays.setAll(rows, i -> distinct.first(groups[first + i]));
                int[] found = new int[rows.length * near];
                search.find(rows, found);
                System.arraycopy(found, 0, assigned, first * near, found.length);
                progress.add(rows.length);
            };
        });
        return assigned;
    }
}
