package dev.icfrr.knn;

import java.util.Locale;

/** Which item of its own sorted row of distances is taken for the gallery item itself and left out of its neighbors. */
public enum SelfMatch {
    /**
     * The first item of the sorted row, as in the public Python code. With exact duplicates it may be another item;
     * then the item is its own neighbor.
     */
    FIRST,
    /** The item with the index of the row, as in the text of the paper. */
    INDEX;

    /** Returns the name on command lines and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Leaves the item itself out of its sorted row.
     *
     * @param nearest at least {@code neighbors.length + 1} gallery indices, nearest first, ties by index
     * @param item the row's gallery index
     * @param neighbors filled
     */
    public void exclude(int[] nearest, int item, int[] neighbors) {
        int drop = 0;
        if (this == INDEX) {
            while (drop < neighbors.length && nearest[drop] != item) {
                drop++;
            }
        }
        System.arraycopy(nearest, 0, neighbors, 0, drop);
        System.arraycopy(nearest, drop + 1, neighbors, drop, neighbors.length - drop);
    }
}
