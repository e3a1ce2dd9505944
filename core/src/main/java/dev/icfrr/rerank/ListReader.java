package dev.icfrr.rerank;

import dev.icfrr.knn.NeighborLists;

/**
 * Copies a few neighbor lists at a time into a small array. Lists are far apart in memory. Copying several together
 * lets their cache misses overlap, which takes a quarter less time than adding them in place one by one.
 */
final class ListReader {
    /** Lists per read; with usual lengths they stay in the first-level cache. */
    static final int LISTS = 8;

    private final NeighborLists lists;
    private final int kg;
    private final Object ids;

    ListReader(NeighborLists lists, int kg) {
        this.lists = lists;
        this.kg = kg;
        int capacity = Math.multiplyExact(LISTS, kg);
        this.ids = lists.isWide() ? new int[capacity] : new char[capacity];
    }

    /** Returns the length of a list. */
    int kg() {
        return kg;
    }

    /**
     * Reads the lists of {@code items[first] .. items[first + count - 1]}, one after the other, into a {@code char[]}
     * if gallery indices fit, otherwise an {@code int[]}. The next call reuses the array.
     */
    Object read(int[] items, int first, int count) {
        for (int i = 0; i < count; i++) {
            lists.copyRow(items[first + i], ids, i * kg, kg);
        }
        return ids;
    }
}
