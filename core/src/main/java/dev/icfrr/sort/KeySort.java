package dev.icfrr.sort;

import java.util.Arrays;

/**
 * Ascending sort of single-precision keys, made for lists of a few hundred. Keys are distributed to at least two
 * buckets per key by their place between the least and the greatest, and an insertion sort completes the order. If keys
 * are so unevenly spread that insertion would be slow, they are sorted by comparison. One object serves one thread.
 */
public final class KeySort {
    private static final int MOST_BUCKETS = 1 << 16;
    private static final int MOVES_PER_KEY = 8;
    private static final int FEW = 32;

    private int[] buckets = new int[0];
    private int[] places = new int[0];
    private long[] sorted = new long[0];

    /**
     * Sorts the first {@code count} keys, equal keys by index.
     *
     * @param keys no NaN
     * @return in the lower half of each value the index of a key; the array is reused by the next call
     */
    public long[] ascending(float[] keys, int count) {
        if (sorted.length < count) {
            int capacity = count + count / 2;
            places = new int[capacity];
            sorted = new long[capacity];
        }
        if (count <= FEW || !byPlaces(keys, count)) {
            for (int i = 0; i < count; i++) {
                sorted[i] = sortable(keys[i], i);
            }
            Arrays.sort(sorted, 0, count);
        }
        return sorted;
    }

    private static long sortable(float key, int index) {
        return (long) SortableBits.of(key) << Integer.SIZE | index;
    }

    // Each loop is a method of its own: the compiler then compiles it once, as soon as it is hot.

    /** Sorts by places. Returns false, with no order, if the keys are too uneven. */
    private boolean byPlaces(float[] keys, int count) {
        float least = least(keys, count);
        int bucketCount = Math.min(MOST_BUCKETS, Integer.highestOneBit(count) * 4);
        float scale = (bucketCount - 1) / (greatest(keys, count) - least);
        if (!(scale > 0 && scale <= Float.MAX_VALUE)) {
            return false;
        }
        if (buckets.length < bucketCount) {
            buckets = new int[bucketCount];
        }
        Arrays.fill(buckets, 0, bucketCount, 0);
        countPlaces(keys, count, least, scale);
        findStarts(bucketCount);
        deal(keys, count);
        return insert(sorted, count);
    }

    private static float least(float[] keys, int count) {
        float least = keys[0];
        for (int i = 1; i < count; i++) {
            float key = keys[i];
            if (key < least) {
                least = key;
            }
        }
        return least;
    }

    private static float greatest(float[] keys, int count) {
        float greatest = keys[0];
        for (int i = 1; i < count; i++) {
            float key = keys[i];
            if (key > greatest) {
                greatest = key;
            }
        }
        return greatest;
    }

    private void countPlaces(float[] keys, int count, float least, float scale) {
        for (int i = 0; i < count; i++) {
            int place = (int) ((keys[i] - least) * scale);
            places[i] = place;
            buckets[place]++;
        }
    }

    private void findStarts(int bucketCount) {
        int start = 0;
        for (int b = 0; b < bucketCount; b++) {
            int inBucket = buckets[b];
            buckets[b] = start;
            start += inBucket;
        }
    }

    private void deal(float[] keys, int count) {
        for (int i = 0; i < count; i++) {
            sorted[buckets[places[i]]++] = sortable(keys[i], i);
        }
    }

    /** Sorts by insertion. Returns false, with the keys in an unspecified order, if that takes too many moves. */
    private static boolean insert(long[] sorted, int count) {
        long moves = (long) MOVES_PER_KEY * count;
        for (int i = 1; i < count; i++) {
            long key = sorted[i];
            int at = i - 1;
            if (sorted[at] > key) {
                do {
                    sorted[at + 1] = sorted[at];
                    at--;
                } while (at >= 0 && sorted[at] > key);
                sorted[at + 1] = key;
                moves -= i - at;
                if (moves < 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
