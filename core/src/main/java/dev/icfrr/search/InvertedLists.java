package dev.icfrr.search;

import dev.icfrr.distance.GalleryRows;
import dev.icfrr.knn.RowClusters;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * The items of each cluster of a gallery, so that a search compares a query with a few clusters only. Immutable.
 */
public final class InvertedLists {
    private final Matrix centers;
    private final int[] clusterOf;
    private final int[] members;
    private final int[] starts;

    private InvertedLists(Matrix centers, int[] clusterOf) {
        this.centers = centers;
        this.clusterOf = clusterOf;
        starts = new int[centers.rows() + 1];
        for (int cluster : clusterOf) {
            if (cluster < 0 || cluster >= centers.rows()) {
                throw new IllegalArgumentException("cluster " + cluster + " is none of " + centers.rows());
            }
            starts[cluster + 1]++;
        }
        for (int cluster = 0; cluster < centers.rows(); cluster++) {
            starts[cluster + 1] += starts[cluster];
        }
        members = new int[clusterOf.length];
        int[] next = starts.clone();
        for (int item = 0; item < clusterOf.length; item++) {
            members[next[clusterOf[item]]++] = item;
        }
    }

    /**
     * Clusters a gallery by Lloyd's algorithm on a sample, into about {@code 4 sqrt(G)} clusters. The result depends on
     * features, seed and kernels, not on threads.
     *
     * @param features G x D, finite
     * @param progress receives progress, or null
     */
    public static InvertedLists of(
            Matrix features, long seed, Parallelism parallelism, @Nullable ProgressListener progress) {
        int count = (int) Math.max(1, 4 * Math.sqrt(features.rows()));
        RowClusters.OfRows clusters = RowClusters.of(features, count, seed, parallelism, progress);
        return new InvertedLists(clusters.centers(), clusters.clusterOf());
    }

    /**
     * Returns clusters that are known already, for example from a file.
     *
     * @param centers C x D
     * @param clusterOf cluster of each item; copied
     * @throws IllegalArgumentException if a value is not the index of a cluster
     */
    public static InvertedLists of(Matrix centers, int[] clusterOf) {
        return new InvertedLists(centers, clusterOf.clone());
    }

    /**
     * Returns the clusters of a gallery that has lost and gained items. The centers stay the same, and each new item
     * joins the nearest one. If most items are new, cluster the gallery again.
     *
     * @param features of the new gallery: first the items kept, in their old order, then those added
     * @param kept old indices of the items kept, ascending
     */
    public InvertedLists updated(Matrix features, int[] kept, Parallelism parallelism) {
        int[] updated = new int[features.rows()];
        for (int item = 0; item < kept.length; item++) {
            updated[item] = clusterOf[kept[item]];
        }
        GalleryRows rows = new GalleryRows(centers);
        parallelism.forEachRow(features.rows() - kept.length, () -> {
            float[] feature = new float[features.columns()];
            double[] squared = new double[centers.rows()];
            return added -> {
                features.copyRow(kept.length + added, feature);
                rows.squared(rows.query(feature), 0, squared.length, squared);
                int nearest = 0;
                for (int cluster = 1; cluster < squared.length; cluster++) {
                    nearest = squared[cluster] < squared[nearest] ? cluster : nearest;
                }
                updated[kept.length + added] = nearest;
            };
        });
        return new InvertedLists(centers, updated);
    }

    /** Returns the number of items, G. */
    public int size() {
        return clusterOf.length;
    }

    /** Returns the number of clusters, C; some may be empty. */
    public int count() {
        return centers.rows();
    }

    /** Returns the centers, C x D. */
    public Matrix centers() {
        return centers;
    }

    /** Returns the cluster of each item in a new array. */
    public int[] clusterOf() {
        return clusterOf.clone();
    }

    /** Returns the number of items of a cluster. */
    int size(int cluster) {
        return starts[cluster + 1] - starts[cluster];
    }

    /** Copies the items of a cluster, ascending, starting at an index. */
    void copyMembers(int cluster, int[] into, int at) {
        System.arraycopy(members, starts[cluster], into, at, size(cluster));
    }
}
