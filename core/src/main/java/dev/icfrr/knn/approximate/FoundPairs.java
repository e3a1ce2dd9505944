package dev.icfrr.knn.approximate;

import java.util.Arrays;
import java.util.List;

/** Pairs of a position and the position of a row that it needs. One object serves one thread. */
final class FoundPairs {
    private static final int FIRST_ROOM = 1 << 10;

    private long[] pairs = new long[FIRST_ROOM];
    private int count;

    /** Adds a pair; may be called more than once for the same. */
    void add(int position, int needed) {
        if (count == pairs.length) {
            pairs = Arrays.copyOf(pairs, Math.multiplyExact(2, count));
        }
        pairs[count++] = (long) position << Integer.SIZE | needed;
    }

    /**
     * Joins pairs.
     *
     * @param positions number of positions
     */
    static Lists join(List<FoundPairs> all, int positions) {
        int[] starts = new int[positions + 1];
        for (FoundPairs some : all) {
            for (int i = 0; i < some.count; i++) {
                starts[(int) (some.pairs[i] >>> Integer.SIZE) + 1]++;
            }
        }
        for (int position = 0; position < positions; position++) {
            starts[position + 1] = Math.addExact(starts[position], starts[position + 1]);
        }
        int[] others = new int[starts[positions]];
        int[] next = Arrays.copyOf(starts, positions);
        for (FoundPairs some : all) {
            for (int i = 0; i < some.count; i++) {
                others[next[(int) (some.pairs[i] >>> Integer.SIZE)]++] = (int) some.pairs[i];
            }
        }
        return new Lists(starts, others);
    }

    /**
     * Holds the rows that were found for each position.
     *
     * @param starts where each position's list starts; the last value is where the last list ends
     * @param others the positions of needed rows
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Lists(int[] starts, int[] others) {
        /** Returns what was found for a position, each row once. */
        int[] of(int position) {
            int[] list = Arrays.copyOfRange(others, starts[position], starts[position + 1]);
            Arrays.sort(list);
            int kept = 0;
            for (int i = 0; i < list.length; i++) {
                if (i == 0 || list[i] != list[i - 1]) {
                    list[kept++] = list[i];
                }
            }
            return Arrays.copyOf(list, kept);
        }
    }
}
