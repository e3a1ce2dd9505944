package dev.icfrr.search;

import dev.icfrr.knn.clusters.RowClusters;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;

/**
 * The centers of the cells of a gallery, found by Lloyd's algorithm on a sample. Items near each other mostly share one
 * of the few cells nearest to them.
 *
 * @param centers one row per cell
 */
public record Centroids(Matrix centers) {

    /**
     * Finds centers.
     *
     * @param sample at least one row
     * @param count the number of cells; there are fewer if the sample has fewer distinct rows
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     */
    public static Centroids of(Matrix sample, int count, long seed, Parallelism parallelism) {
        return new Centroids(
                RowClusters.of(sample, count, seed, parallelism, null).centers());
    }

    /** Returns the number of cells. */
    public int count() {
        return centers.rows();
    }

    /** Returns an object that finds the cells nearest to features. */
    public NearestCenters search(Parallelism parallelism) {
        return new NearestCenters(centers, parallelism);
    }

    /** Returns the cells in an order in which most follow others near them. */
    public int[] inOrder(long seed, Parallelism parallelism) {
        return NearestCenters.inOrder(centers, seed, parallelism);
    }
}
