package dev.icfrr.knn;

import java.util.Locale;

/** What is taken for the gallery item itself in its own sorted row of distances, and so left out of its neighbors. */
public enum SelfMatch {
    /**
     * Whatever stands first in the sorted row, as the public Python code does. With exact duplicates that may be
     * another item; the item itself then is its own neighbor.
     */
    FIRST,
    /** The item of the row's own index, as the paper's text says. */
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
