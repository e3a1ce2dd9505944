package dev.icfrr.search;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.clusters.KMeans;
import dev.icfrr.knn.clusters.PackedCenters;
import dev.icfrr.knn.clusters.ProximityOrder;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.stream.IntStream;

/**
 * Finds the centers nearest to rows, as approximate neighbor lists on one machine do: in single precision, and among
 * thousands of centers by a shortlist. Preparing one takes time, because it packs the centers. Safe to share between
 * threads.
 */
public final class NearestCenters {
    private final PackedCenters packed;
    private final int centers;

    /**
     * Packs centers.
     *
     * @param centers C x D, at least one row
     * @throws IllegalArgumentException if centers are not finite or leave the range of squared doubles
     */
    public NearestCenters(Matrix centers, Parallelism parallelism) {
        this.centers = centers.rows();
        packed = KMeans.packed(centers, DeduplicatedRows.of(centers, parallelism), Kernels.get(), parallelism);
    }

    /**
     * Returns the nearest centers of all rows, each list nearest first.
     *
     * @param rows N x D, finite
     * @param count centers per row, 1 .. C
     * @return {@code count} centers of the first row, then of the second, and so on
     */
    public int[] of(Matrix rows, int count) {
        if (count < 1 || count > centers) {
            throw new IllegalArgumentException(count + " of " + centers + " centers cannot be nearest");
        }
        int[] nearest = new int[Math.multiplyExact(rows.rows(), count)];
        packed.nearest(rows, count).find(IntStream.range(0, rows.rows()).toArray(), nearest);
        return nearest;
    }

    /**
     * Returns an order of centers in which most centers follow others near them.
     *
     * @param centers C x D
     * @return numbers of rows, each once
     */
    public static int[] inOrder(Matrix centers, long seed, Parallelism parallelism) {
        DeduplicatedRows distinct = DeduplicatedRows.of(centers, parallelism);
        return distinct.expand(ProximityOrder.of(centers, distinct, seed, parallelism));
    }
}
