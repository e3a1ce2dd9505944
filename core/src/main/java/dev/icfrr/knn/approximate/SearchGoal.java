package dev.icfrr.knn.approximate;

/**
 * The items and the recall that an approximate search should reach, and the limits of the search.
 *
 * @param wanted items per item, the item itself included, at least 1
 * @param recall share of the true neighbors wanted, above 0 and at most 1; missed if it takes more clusters than
 *     allowed
 * @param mostCompared share of all clusters that a row may be compared with, 0 .. 1
 * @param seed for the sample and the clusters
 * @param large distinct rows that a gallery needs for the second step
 */
public record SearchGoal(int wanted, double recall, double mostCompared, long seed, int large) {

    /**
     * Sets a goal for galleries of any size.
     *
     * @throws IllegalArgumentException if there is no such recall
     */
    public SearchGoal(int wanted, double recall, double mostCompared, long seed) {
        this(wanted, recall, mostCompared, seed, ApproximateNeighbors.LARGE);
    }

    public SearchGoal {
        requireRecall(recall);
    }

    /** Returns how many of all clusters a row may be compared with, at least 1. */
    int mostClusters(int clusters) {
        return (int) Math.clamp(Math.ceil(mostCompared * clusters), 1, clusters);
    }

    /**
     * Checks a recall.
     *
     * @throws IllegalArgumentException unless it is above 0 and at most 1
     */
    public static void requireRecall(double recall) {
        if (!(recall > 0 && recall <= 1)) {
            throw new IllegalArgumentException("the recall wanted must be above 0 and at most 1, not " + recall);
        }
    }
}
