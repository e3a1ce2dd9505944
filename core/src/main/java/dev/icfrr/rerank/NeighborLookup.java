package dev.icfrr.rerank;

import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;

/**
 * The neighbor lists of a window: the candidates that a search found for one query, numbered 0 .. n-1. Lists are asked
 * for as their candidates come to vote, so that those of the others need not be read or found.
 */
public interface NeighborLookup {
    /** Stands in a list for a neighbor that is not in the window. */
    int OUTSIDE = -1;

    /** Number of items that the ranks in the lists are ranks among, G: a list holds at most {@code G - 1}. */
    int gallerySize();

    /**
     * The lists of some candidates.
     *
     * @param candidates numbers in the window, each once
     * @return a list per candidate, nearest first, each neighbor a number in the window or {@link #OUTSIDE}; empty for a
     *     candidate without a list, which then votes for none. Not changed by the caller
     */
    int[][] lists(int[] candidates);

    /**
     * The window as a gallery of its own: exact nearest neighbors among its features, the same as {@link
     * KnnGraph#fromFeatures(Matrix, int, SelfMatch, Parallelism, ProgressListener)} finds, but for the voters alone.
     *
     * @param features n x d, row i the feature of candidate i; finite, at most 1e150 in magnitude; at least one row
     * @param kg neighbors per candidate, at least 1
     */
    static NeighborLookup ofFeatures(Matrix features, int kg, SelfMatch selfMatch, Parallelism parallelism) {
        return new FeatureWindow(features, kg, selfMatch, parallelism);
    }
}
