package dev.icfrr.search;

import dev.icfrr.knn.FeatureBlock;
import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.clusters.RowClusters;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;

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

    /**
     * Returns the cells nearest to some features, each list nearest first, by canonical distance and then by number.
     *
     * @param probes cells per row, at most {@link #count()}
     * @return {@code probes} cells of the first row, then of the second, and so on
     */
    public int[] nearest(Matrix features, int probes) {
        int[] rows = new int[features.rows()];
        Arrays.setAll(rows, i -> i);
        int[] cells = new int[count()];
        Arrays.setAll(cells, i -> i);
        return KnnCandidates.ofQueries(rows, features, new FeatureBlock(cells, centers), probes)
                .neighbors();
    }
}
