package dev.icfrr.knn.approximate;

import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DistanceOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Compares a row with the nearest rows of its nearest rows, which are likely to be near it, too. So a row that belongs
 * to no cluster meets rows of many clusters. One object serves one thread.
 */
final class NearestOfNearest {
    /** Of how many of its nearest rows a row meets the nearest. */
    static final int NEIGHBORS = 32;
    /** How many of the nearest of each it meets. */
    static final int DEPTH = 64;

    /** Rows that are nearest in fewer dimensions, per wanted row. Twice as many find 0.5 % fewer of the neighbors. */
    private static final int SHORTLIST = 3;

    private static final int EMPTY = -1;

    private final RowLists lists;
    private final DistanceOrder exact;
    private final Optional<NearestReduced> reduced;
    private final int neighbors;
    private final int[] own;
    private final int[] others;
    private final int[] met;
    private int count;
    /** A hash table of the rows that were met. */
    private final int[] slots;

    /**
     * Prepares an object.
     *
     * @param exact sorts rows in all dimensions
     * @param reduced finds the nearest in fewer dimensions, if there are such rows; only these are then sorted
     * @param length of a list
     * @param neighbors {@link #NEIGHBORS}, or 0 to meet no others
     */
    NearestOfNearest(RowLists lists, DistanceOrder exact, Optional<NearestReduced> reduced, int length, int neighbors) {
        this.lists = lists;
        this.exact = exact;
        this.reduced = reduced;
        this.neighbors = Math.min(neighbors, length);
        own = new int[length];
        others = new int[Math.min(length, DEPTH)];
        met = new int[length + this.neighbors * others.length];
        slots = new int[Integer.highestOneBit(met.length) * 4];
    }

    /**
     * Finds the nearest items.
     *
     * @param nearest filled with items, nearest first
     * @param squared filled with the canonical squared distances to them
     * @return how many were filled
     */
    int nearest(int position, int[] nearest, double[] squared) {
        lists.copy(position, own);
        Arrays.fill(slots, EMPTY);
        count = 0;
        meet(own);
        for (int i = 0; i < neighbors; i++) {
            if (own[i] != position) {
                lists.copy(own[i], others);
                meet(others);
            }
        }
        int kept = SHORTLIST * nearest.length;
        if (reduced.isEmpty() || count <= kept) {
            return exact.nearest(position, met, count, nearest, squared);
        }
        Candidates near = reduced.get().of(position, met, count, kept);
        return exact.nearest(position, near.positions, near.count, nearest, squared);
    }

    /** Returns how many rows the last row was compared with. */
    int compared() {
        return count;
    }

    private void meet(int[] positions) {
        for (int position : positions) {
            int slot = ((position * 0x9e3779b1) >>> 1) & (slots.length - 1);
            while (slots[slot] != position && slots[slot] != EMPTY) {
                slot = (slot + 1) & (slots.length - 1);
            }
            if (slots[slot] == EMPTY) {
                slots[slot] = position;
                met[count++] = position;
            }
        }
    }
}
