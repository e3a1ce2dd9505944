package dev.icfrr.knn.approximate;

import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.matrix.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The distances of the true neighbors of sampled rows, to estimate the recall of an approximation. Rows that are near
 * in single precision are put in order by canonical distances.
 */
final class RecallSample {
    private final int[] groups;
    private final double[] farthest;

    private RecallSample(int[] groups, double[] farthest) {
        this.groups = groups;
        this.farthest = farthest;
    }

    /**
     * Compares rows drawn by the seed with all others.
     *
     * @param size how many, at most
     * @param goal for whose items per row distances are needed
     */
    static RecallSample draw(
            Matrix features, DeduplicatedRows distinct, int size, SearchGoal goal, Execution execution) {
        int[] groups = groups(distinct, size, goal.seed());
        double[] farthest = new double[groups.length];
        SampleComparison.nearest(
                features,
                distinct,
                groups,
                goal.wanted(),
                execution,
                null,
                (sample, nearest, squared, filled) -> farthest[sample] = squared[filled - 1]);
        return new RecallSample(groups, farthest);
    }

    /** Draws groups of equal rows, each once. */
    static int[] groups(DeduplicatedRows distinct, int size, long seed) {
        return new SplittableRandom(seed)
                .ints(0, distinct.count())
                .distinct()
                .limit(Math.min(size, distinct.count()))
                .toArray();
    }

    /** Returns the number of sampled rows. */
    int size() {
        return groups.length;
    }

    /** Returns the positions of the sampled rows in an order of the groups of equal rows. */
    int[] positions(int[] order) {
        int[] positionOf = positionOf(order);
        return Arrays.stream(groups).map(group -> positionOf[group]).toArray();
    }

    /** Returns the position of each group in an order. */
    static int[] positionOf(int[] order) {
        int[] positionOf = new int[order.length];
        for (int position = 0; position < order.length; position++) {
            positionOf[order[position]] = position;
        }
        return positionOf;
    }

    /** Returns how many of the found items are no farther than the farthest true neighbor of a sampled row. */
    int hits(int sample, double[] squaredOfFound, int count) {
        int hits = 0;
        for (int i = 0; i < count; i++) {
            hits += squaredOfFound[i] <= farthest[sample] ? 1 : 0;
        }
        return hits;
    }
}
