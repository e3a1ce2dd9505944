package dev.icfrr.knn.approximate;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.clusters.RowClusters;
import dev.icfrr.knn.rows.DistancesToRows;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;

/**
 * Tells which clusters may hold what a row needs. The squared distance to a row of a cluster is about that to the
 * center plus that of the row from the center. A sample of needed pairs shows how much of the latter to count.
 */
final class ClusterReach {
    private final StoredRows stored;
    private final RowClusters clusters;
    private final PositionNeeds all;
    private final NeedsOfGroups needs;
    private final Kernels kernels;
    /** By cluster, the mean squared distance of its rows from its center. */
    private final double[] spread;
    /** How much of the spread a bound must leave beyond the center. */
    private double least = Double.NEGATIVE_INFINITY;

    private ClusterReach(
            StoredRows stored,
            RowClusters clusters,
            PositionNeeds all,
            NeedsOfGroups needs,
            Kernels kernels,
            double[] spread) {
        this.stored = stored;
        this.clusters = clusters;
        this.all = all;
        this.needs = needs;
        this.kernels = kernels;
        this.spread = spread;
    }

    /**
     * Measures clusters.
     *
     * @param positionOf the position of each group
     * @param lost share of the needed pairs of the sample that may be out of reach
     */
    static ClusterReach of(
            StoredRows stored,
            RowClusters clusters,
            PositionNeeds all,
            NeedsOfGroups needs,
            NeededSample sample,
            int[] positionOf,
            double lost,
            Kernels kernels,
            Parallelism parallelism) {
        int count = stored.filter().count();
        double[] fromCenter = new double[count];
        ClusterReach reach = new ClusterReach(stored, clusters, all, needs, kernels, new double[clusters.count()]);
        parallelism.forEachRow(count, () -> {
            Reader reader = reach.reader();
            int[] own = new int[1];
            return position -> {
                own[0] = reach.clusterOf(position);
                fromCenter[position] = reader.squared(position, own)[0];
            };
        });
        int[] sizes = new int[clusters.count()];
        for (int position = 0; position < count; position++) {
            int cluster = reach.clusterOf(position);
            sizes[cluster]++;
            reach.spread[cluster] += fromCenter[position];
        }
        Arrays.setAll(reach.spread, cluster -> reach.spread[cluster] / Math.max(1, sizes[cluster]));
        if (lost > 0) {
            reach.least = reach.quantile(sample, positionOf, lost);
        }
        return reach;
    }

    private int clusterOf(int position) {
        return clusters.nearest(stored.filter().group(position), 0);
    }

    /** Returns what a bound leaves beyond the center of a cluster, as a share of its spread, for the sample's pairs. */
    private double quantile(NeededSample sample, int[] positionOf, double lost) {
        Reader reader = reader();
        double[] left = new double
                [Arrays.stream(sample.neighbors()).mapToInt(some -> some.length).sum()];
        int at = 0;
        for (int row = 0; row < sample.neighbors().length; row++) {
            int one = positionOf[sample.groups()[row]];
            double bound = needs.bound(sample.groups()[row]);
            for (int group : sample.neighbors()[row]) {
                int other = positionOf[group];
                double forward = reader.left(one, clusterOf(other), bound);
                // The other row searches with its own bound.
                double back = reader.left(other, clusterOf(one), needs.bound(group));
                left[at++] = all.bounds()[one] >= 0 ? Math.max(forward, back) : forward;
            }
        }
        Arrays.sort(left);
        return left.length == 0 ? Double.POSITIVE_INFINITY : left[(int) (lost * left.length)];
    }

    /** Returns an object for one thread. */
    Reader reader() {
        return new Reader();
    }

    /** Reads rows; serves one thread. */
    final class Reader {
        private final FeatureRows rows = new FeatureRows(stored.rows());
        private final DistancesToRows toCenters = new DistancesToRows(clusters.centers(), kernels);
        private final double[] own = new double[rows.stride()];
        private double[] squared = new double[1];

        private double[] squared(int position, int[] some) {
            if (squared.length < some.length) {
                squared = new double[some.length];
            }
            rows.loadUnchecked(stored.filter().row(position), own, 0);
            toCenters.squared(own, some, some.length, squared);
            return squared;
        }

        private double left(int position, int cluster, double bound) {
            return (bound * stored.scale() * stored.scale() - squared(position, new int[] {cluster})[0])
                    / Math.max(spread[cluster], Double.MIN_NORMAL);
        }

        /** Returns the clusters that may hold what a row needs, and its own. */
        int[] reached(int position, int[] some) {
            double bound = needs.bound(stored.filter().group(position)) * stored.scale() * stored.scale();
            if (some.length == 0 || bound == Double.POSITIVE_INFINITY) {
                return some;
            }
            int cluster = clusterOf(position);
            double[] toCenter = squared(position, some);
            int count = 0;
            int[] reached = new int[some.length];
            for (int i = 0; i < some.length; i++) {
                if (some[i] == cluster || bound - toCenter[i] >= least * spread[some[i]]) {
                    reached[count++] = some[i];
                }
            }
            return Arrays.copyOf(reached, count);
        }
    }
}
