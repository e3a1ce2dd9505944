package dev.icfrr.knn;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import org.jspecify.annotations.Nullable;

/** A gallery in clusters of items near each other, for those outside this package. */
public final class Partition {
    private final float[] centers;
    private final int[] clusterOf;

    private Partition(float[] centers, int[] clusterOf) {
        this.centers = centers;
        this.clusterOf = clusterOf;
    }

    /**
     * Parts a gallery.
     *
     * @param count clusters, at least 1; fewer come out where the gallery has fewer distinct rows
     * @param listener hears of it, or null
     */
    public static Partition of(
            Matrix features, int count, long seed, Parallelism parallelism, @Nullable ProgressListener listener) {
        DeduplicatedRows distinct = DeduplicatedRows.of(features, parallelism);
        int clusters = Math.min(count, distinct.count());
        ProgressMeter progress =
                new ProgressMeter(listener, "search clusters", KMeans.work(distinct.count(), clusters));
        KMeans found = new KMeans(features, distinct, clusters, seed, Kernels.get(), parallelism, progress);
        int[] clusterOf = new int[features.rows()];
        for (int group = 0; group < distinct.count(); group++) {
            for (int member = 0; member < distinct.size(group); member++) {
                clusterOf[distinct.member(group, member)] = found.clusterOf(group);
            }
        }
        return new Partition(found.centersOfFeatures(), clusterOf);
    }

    /** The centers among the features, rounded to single precision, row after row. */
    public float[] centers() {
        return centers;
    }

    /** The cluster of each item. */
    public int[] clusterOf() {
        return clusterOf;
    }
}
