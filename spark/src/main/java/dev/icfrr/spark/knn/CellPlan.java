package dev.icfrr.spark.knn;

import dev.icfrr.spark.partition.KeyPartitioner;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts the items of each cell, and its visitors, into parts, so that the rows of a task are bounded.
 *
 * @param homeParts number of parts of the items at home, per cell; 0 if it is empty
 * @param visitorParts number of parts of the visitors, per cell; 0 if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // broadcast, never compared
public record CellPlan(int[] homeParts, int[] visitorParts) implements Serializable {
    private static final int LARGEST_PART_NUMBER = 0x7fff;

    /** @param counts items at home in each cell, then visitors of each cell */
    static CellPlan of(long[] counts, int mostRows) {
        int cells = counts.length / 2;
        int[] home = new int[cells];
        int[] visitors = new int[cells];
        for (int cell = 0; cell < cells; cell++) {
            home[cell] = parts(counts[cell], mostRows);
            visitors[cell] = home[cell] == 0 ? 0 : parts(counts[cells + cell], mostRows);
        }
        return new CellPlan(home, visitors);
    }

    private static int parts(long rows, int mostRows) {
        long parts = Math.ceilDiv(rows, mostRows);
        if (parts > LARGEST_PART_NUMBER) {
            throw new IllegalArgumentException("a cell of " + rows + " items would be cut into " + parts
                    + " parts: use more cells or larger blocks");
        }
        return (int) parts;
    }

    /** Returns the key of the meeting of two parts of a cell, or of a part with itself. */
    static long key(int cell, int first, int second) {
        return (long) cell << 32 | (long) first << 16 | second;
    }

    static boolean isOfSecond(long key, int part) {
        return (key & 0xffff) == part;
    }

    /** Returns the part of a visitor. Parts of visitors are numbered after those of the items at home. */
    int visitorPart(int cell, long item) {
        return homeParts[cell] + (int) Long.remainderUnsigned(KeyPartitioner.mix(~item), visitorParts[cell]);
    }

    /** Returns the part of an item at home. */
    int homePart(int cell, long item) {
        return (int) Long.remainderUnsigned(KeyPartitioner.mix(item), homeParts[cell]);
    }

    /**
     * Returns the keys of a part's meetings. A part of the items at home meets itself in its meeting with the first
     * visitors, or alone if there are none.
     */
    List<Long> meetings(int cell, int part) {
        List<Long> keys = new ArrayList<>();
        int home = homeParts[cell];
        if (part >= home) {
            for (int other = 0; other < home; other++) {
                keys.add(key(cell, other, part));
            }
            return keys;
        }
        for (int other = 0; other < home; other++) {
            if (other != part) {
                keys.add(key(cell, Math.min(part, other), Math.max(part, other)));
            }
        }
        for (int visitors = 0; visitors < visitorParts[cell]; visitors++) {
            keys.add(key(cell, part, home + visitors));
        }
        if (visitorParts[cell] == 0) {
            keys.add(key(cell, part, part));
        }
        return keys;
    }

    /** Returns whether the first part also meets itself in this meeting. */
    boolean meetsItself(long key) {
        int cell = (int) (key >> 32);
        int second = (int) (key & 0xffff);
        return second == (visitorParts[cell] == 0 ? (int) (key >> 16 & 0xffff) : homeParts[cell]);
    }

    /** Returns the number of cells that were cut. */
    long cut() {
        return IntStream.of(homeParts).filter(parts -> parts > 1).count();
    }
}
