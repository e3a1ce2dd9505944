package dev.icfrr.search;

import dev.icfrr.distance.GalleryRows;
import dev.icfrr.knn.clusters.RowClusters;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The items of each cluster of a gallery, so that a search compares a query with a few clusters only. Immutable.
 */
public final class InvertedLists {
    private final Matrix centers;
    private final int size;
    private final int[] starts;
    private final Members members;

    /** The items of all clusters, cluster after cluster, ascending within each. */
    private interface Members {
        void copy(int cluster, int[] into, int at);
    }

    private InvertedLists(Matrix centers, int size, int[] starts, Members members) {
        this.centers = centers;
        this.size = size;
        this.starts = starts;
        this.members = members;
    }

    private static InvertedLists ofClusters(Matrix centers, int[] clusterOf) {
        int[] starts = new int[centers.rows() + 1];
        for (int cluster : clusterOf) {
            if (cluster < 0 || cluster >= centers.rows()) {
                throw new IllegalArgumentException("cluster " + cluster + " is none of " + centers.rows());
            }
            starts[cluster + 1]++;
        }
        for (int cluster = 0; cluster < centers.rows(); cluster++) {
            starts[cluster + 1] += starts[cluster];
        }
        int[] members = new int[clusterOf.length];
        int[] next = starts.clone();
        for (int item = 0; item < clusterOf.length; item++) {
            members[next[clusterOf[item]]++] = item;
        }
        return new InvertedLists(
                centers,
                clusterOf.length,
                starts,
                (cluster, into, at) ->
                        System.arraycopy(members, starts[cluster], into, at, starts[cluster + 1] - starts[cluster]));
    }

    /**
     * Returns clusters whose items are stored, for example in a mapped file. Nothing but {@code starts} is read now.
     *
     * @param centers C x D
     * @param starts where the items of each cluster start, and the end of the last: C + 1 values
     * @param members the items of all clusters, cluster after cluster, ascending within each, G values
     * @throws IllegalArgumentException if the numbers do not fit each other
     */
    public static InvertedLists stored(Matrix centers, int[] starts, Tensor members) {
        boolean fits = members.rank() == 1 && starts.length == centers.rows() + 1 && starts[0] == 0;
        for (int cluster = 0; fits && cluster < centers.rows(); cluster++) {
            fits = starts[cluster] <= starts[cluster + 1];
        }
        if (!fits || starts[starts.length - 1] != members.count()) {
            throw new IllegalArgumentException("the items of " + centers.rows() + " clusters do not fit their starts");
        }
        int size = (int) members.count();
        int[] from = starts.clone();
        return new InvertedLists(centers, size, from, (cluster, into, at) -> {
            long[] items = new long[from[cluster + 1] - from[cluster]];
            members.copyTo(from[cluster], items, 0, items.length);
            for (int i = 0; i < items.length; i++) {
                into[at + i] = Objects.checkIndex((int) items[i], size);
            }
        });
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
        return ofClusters(clusters.centers(), clusters.clusterOf());
    }

    /**
     * Returns clusters that are known already, for example from a file.
     *
     * @param centers C x D
     * @param clusterOf cluster of each item
     * @throws IllegalArgumentException if a value is not the index of a cluster
     */
    public static InvertedLists of(Matrix centers, int[] clusterOf) {
        return ofClusters(centers, clusterOf);
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
        int[] clusterOf = clusterOf();
        for (int item = 0; item < kept.length; item++) {
            updated[item] = clusterOf[kept[item]];
        }
        int[] joined = nearest(features, kept.length, parallelism);
        System.arraycopy(joined, 0, updated, kept.length, joined.length);
        return ofClusters(centers, updated);
    }

    /**
     * Returns the clusters that the rows of a matrix belong to: of each row, the one with the nearest center.
     *
     * @param features rows of D values
     * @param first the first row
     * @return a cluster for each row from the first one on
     */
    public int[] nearest(Matrix features, int first, Parallelism parallelism) {
        int[] nearest = new int[features.rows() - first];
        GalleryRows rows = new GalleryRows(centers);
        parallelism.forEachRow(nearest.length, () -> {
            float[] feature = new float[features.columns()];
            double[] squared = new double[centers.rows()];
            return row -> {
                features.copyRow(first + row, feature);
                rows.squared(rows.query(feature), 0, squared.length, squared);
                for (int cluster = 1; cluster < squared.length; cluster++) {
                    nearest[row] = squared[cluster] < squared[nearest[row]] ? cluster : nearest[row];
                }
            };
        });
        return nearest;
    }

    /**
     * Returns the clusters with more items, which get the next numbers. The items so far stay where they are.
     *
     * @param clusterOfAdded cluster of each new item
     * @throws IllegalArgumentException if a value is not the index of a cluster
     */
    public InvertedLists with(int[] clusterOfAdded) {
        InvertedLists added = ofClusters(centers, clusterOfAdded);
        int[] all = starts.clone();
        Arrays.setAll(all, cluster -> starts[cluster] + added.starts[cluster]);
        return new InvertedLists(centers, size + added.size, all, (cluster, into, at) -> {
            copyMembers(cluster, into, at);
            int end = at + size(cluster);
            added.copyMembers(cluster, into, end);
            for (int i = end; i < end + added.size(cluster); i++) {
                into[i] += size;
            }
        });
    }

    /** Returns the number of items, G. */
    public int size() {
        return size;
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
        int[] clusterOf = new int[size];
        int[] members = members();
        for (int cluster = 0; cluster < count(); cluster++) {
            for (int i = starts[cluster]; i < starts[cluster + 1]; i++) {
                clusterOf[members[i]] = cluster;
            }
        }
        return clusterOf;
    }

    /** Returns where the items of each cluster start, and the end of the last, in a new array. */
    public int[] starts() {
        return starts.clone();
    }

    /** Returns the items of all clusters, cluster after cluster, in a new array. */
    public int[] members() {
        int[] all = new int[size];
        for (int cluster = 0; cluster < count(); cluster++) {
            copyMembers(cluster, all, starts[cluster]);
        }
        return all;
    }

    /** Returns the number of items of a cluster. */
    int size(int cluster) {
        return starts[cluster + 1] - starts[cluster];
    }

    /** Copies the items of a cluster, ascending, starting at an index. */
    void copyMembers(int cluster, int[] into, int at) {
        members.copy(cluster, into, at);
    }
}
