package dev.icfrr.knn.clusters;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Clusters of the rows of a matrix, found by {@link KMeans}, and the clusters nearest to each row. The result depends
 * on features, seed and kernels, not on threads. Immutable.
 */
public final class RowClusters {
    private final Matrix centers;
    private final int near;
    private final int[] nearest;

    /**
     * Takes clusters.
     *
     * @param centers C x D
     * @param near how many clusters are known of each row
     * @param nearest the nearest clusters of each group of equal rows, nearest first, group after group
     */
    public RowClusters(Matrix centers, int near, int[] nearest) {
        this.centers = centers;
        this.near = near;
        this.nearest = nearest;
    }

    /**
     * Finds clusters of distinct rows.
     *
     * @param near how many of the nearest clusters to find of each row
     */
    public static RowClusters of(
            Matrix features, DeduplicatedRows distinct, int count, int near, long seed, Execution execution) {
        int clusters = Math.min(count, distinct.count());
        int known = Math.min(near, clusters);
        KMeans found = new KMeans(features, distinct, clusters, known, seed, execution);
        return new RowClusters(found.centers(), known, found.nearest());
    }

    /**
     * Clusters the rows of a matrix.
     *
     * @param count number of clusters, at least 1; there are fewer if the matrix has fewer distinct rows
     * @param listener receives progress, or null
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     */
    public static OfRows of(
            Matrix features, int count, long seed, Parallelism parallelism, @Nullable ProgressListener listener) {
        DeduplicatedRows distinct = DeduplicatedRows.of(features, parallelism);
        Execution execution = new Execution(Kernels.get(), parallelism, listener);
        RowClusters clusters = of(features, distinct, count, 1, seed, execution);
        int[] clusterOfRow = new int[features.rows()];
        for (int group = 0; group < distinct.count(); group++) {
            for (int member = 0; member < distinct.size(group); member++) {
                clusterOfRow[distinct.member(group, member)] = clusters.nearest(group, 0);
            }
        }
        return new OfRows(clusters.centers(), clusterOfRow);
    }

    /**
     * The clusters of all rows of a matrix.
     *
     * @param centers one row per cluster, among the features, in single precision
     * @param clusterOf cluster of each row
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record OfRows(Matrix centers, int[] clusterOf) {}

    /** Returns the centers among the features in single precision, C x D. */
    public Matrix centers() {
        return centers;
    }

    /** Returns the number of clusters, C; some may be empty. */
    public int count() {
        return centers.rows();
    }

    /** Returns how many of the nearest clusters are known of each row. */
    public int near() {
        return near;
    }

    /** Returns a cluster near a group of equal rows; rank 0 is its own cluster. */
    public int nearest(int group, int rank) {
        return nearest[group * near + rank];
    }

    /** Returns all nearest clusters, group after group. */
    public int[] nearest() {
        return nearest;
    }

    /** Returns the groups of equal rows of each cluster, ascending. */
    int[][] members() {
        int[] clusterOf = new int[nearest.length / near];
        Arrays.setAll(clusterOf, group -> nearest[group * near]);
        return members(clusterOf, count());
    }

    /** Returns the indices of each value 0 .. count-1 of an array, ascending. */
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
}
