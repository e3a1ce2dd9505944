package dev.icfrr.knn.approximate;

/**
 * How to search.
 *
 * @param atLeast a row goes on to the next stage if the last one brought so many of its nearest rows
 * @param stages the number of stages at most
 * @param most the number of clusters that a row may be compared with
 * @param hits true neighbors of the sample that are found so
 * @param sampled rows in the sample
 * @param compared rows that the sampled rows were compared with, all together
 * @param neighbors of how many of its nearest rows a row meets the nearest in a second step; 0 for none
 */
record SearchPlan(int atLeast, int stages, int most, int hits, int sampled, long compared, int neighbors) {
    /** Returns the same rule with a second step and what it finds. */
    SearchPlan followed(int allHits, long allCompared, int nearest) {
        return new SearchPlan(atLeast, stages, most, allHits, sampled, allCompared, nearest);
    }

    /** Returns the plan as numbers, for a checkpoint. */
    int[] values() {
        return new int[] {
            atLeast,
            stages,
            most,
            hits,
            sampled,
            (int) (compared >>> 31),
            (int) (compared & Integer.MAX_VALUE),
            neighbors
        };
    }

    /** Returns the plan that gave these numbers. */
    static SearchPlan of(int[] values) {
        return new SearchPlan(
                values[0], values[1], values[2], values[3], values[4], (long) values[5] << 31 | values[6], values[7]);
    }
}
