package dev.icfrr.knn.approximate;

import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.matrix.Matrix;
import java.util.Arrays;

/**
 * A sample of rows with the neighbors that they need.
 *
 * @param groups of the sampled rows
 * @param neighbors by sampled row, the groups of its needed neighbors, each once
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NeededSample(int[] groups, int[][] neighbors) {
    /**
     * Compares rows drawn by the seed with all others.
     *
     * @param size how many, at most
     * @param mostPairs neighbors are known of so many first rows that there are no more pairs, and of at least one
     */
    static NeededSample draw(
            Matrix features,
            DeduplicatedRows distinct,
            NeedsOfGroups needs,
            int size,
            int mostPairs,
            SearchGoal goal,
            Execution execution) {
        int[] groups = RecallSample.groups(distinct, size, goal.seed());
        int[][] neighbors = new int[groups.length][];
        int[] groupOf = groupOf(distinct, features.rows());
        SampleComparison.nearest(
                features, distinct, groups, goal.wanted(), execution, needs, (sample, nearest, squared, filled) -> {
                    int count = needs.keep(groups[sample], nearest, squared, filled);
                    neighbors[sample] = Arrays.stream(nearest, 0, count)
                            .map(row -> groupOf[row])
                            .distinct()
                            .toArray();
                });
        int pairs = 0;
        int known = 0;
        while (known < groups.length && (known == 0 || pairs + neighbors[known].length <= mostPairs)) {
            pairs += neighbors[known++].length;
        }
        return new NeededSample(groups, Arrays.copyOf(neighbors, known));
    }

    /** Returns the group of each row. */
    private static int[] groupOf(DeduplicatedRows distinct, int rows) {
        int[] groupOf = new int[rows];
        for (int group = 0; group < distinct.count(); group++) {
            for (int member = 0; member < distinct.size(group); member++) {
                groupOf[distinct.member(group, member)] = group;
            }
        }
        return groupOf;
    }
}
