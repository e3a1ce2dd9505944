package dev.icfrr.search;

import java.util.Arrays;

/** Gallery items and their Euclidean distances to a query, nearest first, ties by index. */
public final class NearestNeighbors {
    private final int[] items;
    private final double[] distances;

    /**
     * Wraps the arrays without a copy.
     *
     * @param items gallery indices
     * @param distances one per item, ascending
     */
    public NearestNeighbors(int[] items, double[] distances) {
        if (items.length != distances.length) {
            throw new IllegalArgumentException(items.length + " items cannot have " + distances.length + " distances");
        }
        this.items = items;
        this.distances = distances;
    }

    /** Returns how many items were found. */
    public int count() {
        return items.length;
    }

    /** Returns the gallery indices, nearest first. The array must not be changed. */
    public int[] items() {
        return items;
    }

    /** Returns the distances, ascending. The array must not be changed. */
    public double[] distances() {
        return distances;
    }

    @Override
    public String toString() {
        return "Nearest" + Arrays.toString(Arrays.copyOf(items, Math.min(items.length, 10)))
                + (items.length > 10 ? " … " + items.length + " in all" : "");
    }
}
