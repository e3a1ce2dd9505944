package dev.icfrr.knn.approximate;

/**
 * How to search for the neighbors that rows need.
 *
 * @param stages the number of stages at most
 * @param sure all rows take part in so many stages
 * @param atLeast a row then goes on if the last stage brought so many needed neighbors
 * @param most the number of clusters that a row may be compared with
 * @param hits needed neighbors of the sample that are found so
 * @param compared rows that the sampled rows were compared with, and centers, all together
 */
record BoundedPlan(int stages, int sure, int atLeast, int most, long hits, long compared) {
    /** Returns whether a row takes part in the stage after one. */
    boolean goesOn(int stage, int gained) {
        return goesOn(stage, gained, sure, atLeast);
    }

    static boolean goesOn(int stage, int gained, int sure, int atLeast) {
        return stage + 1 < sure || gained >= atLeast;
    }
}
