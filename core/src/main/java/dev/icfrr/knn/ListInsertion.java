package dev.icfrr.knn;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.matrix.Matrix;

/** Inserts items into the neighbor list of an item, by distance. Serves one thread. */
final class ListInsertion {
    private final FeatureRows rows;
    private final CanonicalDistances distances;
    private final double[] own;
    private final double[] other;
    private final double[] squared = new double[1];

    ListInsertion(Matrix features, CanonicalDistances distances) {
        rows = new FeatureRows(features);
        this.distances = distances;
        own = new double[rows.stride()];
        other = new double[rows.stride()];
    }

    /** Starts with the list of an item. */
    void start(int item) {
        rows.loadUnchecked(item, own, 0);
    }

    /** Returns the squared distance of a neighbor to the item of the list. */
    double squaredTo(int neighbor) {
        rows.loadUnchecked(neighbor, other, 0);
        distances.squared(own, 1, other, 1, rows.stride(), squared, 0, 1);
        return squared[0];
    }

    /**
     * Returns the list with other items in their places. At equal distance they come after the neighbors of the list.
     *
     * @param list distinct neighbors, nearest first
     * @param count how many of them count
     * @param entering items to insert, nearest first
     * @param toEntering their squared distances to the item
     * @param entered how many of these count
     * @param wanted length of the result, which is filled only as far as there are neighbors
     */
    int[] inserted(int[] list, int count, int[] entering, double[] toEntering, int entered, int wanted) {
        int[] result = new int[wanted];
        int fromList = 0;
        int filled = 0;
        for (int i = 0; i < entered && filled < wanted; i++) {
            int nearer = firstBeyond(list, toEntering[i], fromList, count);
            int taken = Math.min(nearer - fromList, wanted - filled);
            System.arraycopy(list, fromList, result, filled, taken);
            fromList += taken;
            filled += taken;
            if (filled < wanted) {
                result[filled++] = entering[i];
            }
        }
        System.arraycopy(list, fromList, result, filled, Math.min(count - fromList, wanted - filled));
        return result;
    }

    /** Returns the first rank, at or after the given one, whose neighbor is farther than a distance. */
    private int firstBeyond(int[] list, double distance, int from, int end) {
        int low = from;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (squaredTo(list[middle]) <= distance) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
