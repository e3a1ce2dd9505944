package dev.icfrr.knn.clusters;

import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.parallel.Parallelism;

/** An order of rows, cluster by cluster, in which near clusters follow each other. */
public final class ClusterOrder {
    /** Clusters in the order in which they are stored. */
    private final int[] stored;

    private final int[] placeOf;
    private final int[] order;
    /** First position of a cluster, by its place in the stored order. */
    private final int[] starts;

    /** Orders the rows of clusters. The order of the clusters depends on the seed. */
    public ClusterOrder(RowClusters clusters, long seed, Parallelism parallelism) {
        DeduplicatedRows centers = DeduplicatedRows.of(clusters.centers(), parallelism);
        stored = centers.expand(ProximityOrder.of(clusters.centers(), centers, seed, parallelism));
        int[][] members = clusters.members();
        placeOf = new int[stored.length];
        starts = new int[stored.length + 1];
        for (int place = 0; place < stored.length; place++) {
            placeOf[stored[place]] = place;
            starts[place + 1] = starts[place] + members[stored[place]].length;
        }
        order = new int[starts[stored.length]];
        for (int place = 0; place < stored.length; place++) {
            int[] of = members[stored[place]];
            System.arraycopy(of, 0, order, starts[place], of.length);
        }
    }

    /** Returns the groups of equal rows, cluster by cluster. */
    public int[] order() {
        return order;
    }

    /** Returns the number of clusters. */
    public int clusters() {
        return stored.length;
    }

    /** Returns the place of a cluster in the order. */
    public int place(int cluster) {
        return placeOf[cluster];
    }

    /** Returns the first position of the cluster at a place. */
    public int start(int place) {
        return starts[place];
    }

    /** Returns how many rows the cluster at a place has. */
    public int size(int place) {
        return starts[place + 1] - starts[place];
    }
}
