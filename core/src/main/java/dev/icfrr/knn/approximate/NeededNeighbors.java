package dev.icfrr.knn.approximate;

/**
 * The neighbors that rows still need, when they have found some elsewhere.
 *
 * @param bounds the squared distance beyond which a row needs none, one per row; infinite where nothing bounds it. Not
 *     copied; must not be changed
 * @param pairs tells which rows may be listed
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a large array, never compared
public record NeededNeighbors(double[] bounds, Pairs pairs) {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is NaN
     */
    public NeededNeighbors {
        for (int row = 0; row < bounds.length; row++) {
            if (Double.isNaN(bounds[row])) {
                throw new IllegalArgumentException("the bound of row " + row + " is NaN");
            }
        }
    }

    /** Tells which pairs of rows are needed. Safe to share between threads. */
    @FunctionalInterface
    public interface Pairs {
        /** All pairs, each row with itself as well. */
        Pairs ALL = (row, other) -> true;

        /** Returns whether the list of a row may hold another row, or the same. */
        boolean areNeeded(int row, int other);

        /**
         * Returns the part of a row: rows of the same part need nothing of each other, themselves included. So most
         * pairs need not be asked for. A negative number is no part.
         */
        default int part(int row) {
            return -1;
        }
    }

    /**
     * Keeps the needed ones of a row's neighbors.
     *
     * @param nearest rows, kept in their order
     * @param squared the squared distances to them
     * @param count how many there are
     * @return how many were kept
     */
    public int keep(int row, int[] nearest, double[] squared, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (squared[i] <= bounds[row] && pairs.areNeeded(row, nearest[i])) {
                nearest[kept] = nearest[i];
                squared[kept++] = squared[i];
            }
        }
        return kept;
    }
}
