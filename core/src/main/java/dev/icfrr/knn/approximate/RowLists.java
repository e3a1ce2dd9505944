package dev.icfrr.knn.approximate;

/** The nearest rows of rows, all lists equally long. Safe to share between threads. */
@FunctionalInterface
interface RowLists {
    /**
     * Copies the first rows of a list.
     *
     * @param position of the row
     * @param into filled with positions, nearest first, the row itself included
     */
    void copy(int position, int[] into);
}
