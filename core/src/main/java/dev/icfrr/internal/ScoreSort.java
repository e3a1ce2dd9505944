package dev.icfrr.internal;

import dev.icfrr.internal.kernel.Kernels;
import dev.icfrr.internal.kernel.PlaceKeys;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stable descending sort of scores. A score's place between the least and the greatest shares one number, the key, with its
 * index: keys are dealt into two buckets or more a score, and insertion does the rest. Scores so unevenly spread that insertion would take long go through the sort on all 64 bits. One object serves
 * one thread.
 *
 * <p>Scores hardly ever come in random order but nearly sorted, so that successive ones go to neighboring buckets. Each
 * loop does one thing, and the counting ones go through four parts of the keys in turn: a processor that meets a bucket it
 * has just written to waits.
 */
public final class ScoreSort {
    private static final int MOST_BUCKET_BITS = 16;
    /** Of a key what is not index, as far as {@link PlaceKeys} goes. */
    private static final int MOST_PLACE_BITS = 51;

    private static final int KEY_BITS = 62;
    private static final int MOVES_PER_SCORE = 8;

    private final PlaceKeys placeKeys;
    private final int[] buckets;
    private final long[] keys;
    private final long[] dealt;
    private final int[] slots;
    private @Nullable StableRadixSort allBits;

    /** For up to {@code capacity} scores. */
    public ScoreSort(int capacity) {
        placeKeys = Kernels.forGallery(capacity, 10).placeKeys();
        buckets = new int[1 << bucketBits(indexBits(capacity))];
        keys = new long[capacity];
        dealt = new long[capacity];
        slots = new int[capacity];
    }

    private static int indexBits(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(count - 1, 1));
    }

    /** Two buckets or more a score: a third more time to count, and half as much left to put in order. */
    private static int bucketBits(int indexBits) {
        return Math.min(MOST_BUCKET_BITS, indexBits + 1);
    }

    /**
     * Sorts the first {@code count} scores.
     *
     * @return their indices, greatest score first, equal scores by index; the array is reused by the next call
     */
    public int[] descending(double[] scores, int count) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            // Branches that hardly ever turn are cheaper here than Math.min and Math.max, which wait for each other.
            double score = scores[i];
            if (score < least) {
                least = score;
            }
            if (score > greatest) {
                greatest = score;
            }
        }
        return descending(scores, count, least, greatest);
    }

    /**
     * Sorts the first {@code count} scores, all of which lie between two bounds, the closer the better.
     *
     * @return their indices, greatest score first, equal scores by index; the array is reused by the next call
     */
    int[] descending(double[] scores, int count, double least, double greatest) {
        int indexBits = indexBits(count);
        int placeBits = Math.min(MOST_PLACE_BITS, KEY_BITS - indexBits);
        double scale = (1L << placeBits) * (1 - 0x1p-40) / (greatest - least);
        if (!(scale > 0 && scale <= Double.MAX_VALUE)) {
            byAllBits(scores, count);
            return slots;
        }
        placeKeys.write(scores, count, greatest, scale, indexBits, keys);
        int bucketBits = bucketBits(indexBits);
        deal(count, placeBits + indexBits - bucketBits, 1 << bucketBits);
        settle(dealt, count);
        if (!insert(dealt, count)) {
            byAllBits(scores, count);
            return slots;
        }
        int mask = (1 << indexBits) - 1;
        for (int i = 0; i < count; i++) {
            slots[i] = (int) dealt[i] & mask;
        }
        if (!inOrder(scores, count, indexBits)) {
            byAllBits(scores, count);
        }
        return slots;
    }

    /** Puts the keys in order of their upper bits. */
    private void deal(int count, int shift, int bucketCount) {
        int quarter = count / 4;
        Arrays.fill(buckets, 0, bucketCount, 0);
        for (int i = 0, j = quarter, k = 2 * quarter, l = 3 * quarter; i < quarter; i++, j++, k++, l++) {
            buckets[(int) (keys[i] >>> shift)]++;
            buckets[(int) (keys[j] >>> shift)]++;
            buckets[(int) (keys[k] >>> shift)]++;
            buckets[(int) (keys[l] >>> shift)]++;
        }
        for (int i = 4 * quarter; i < count; i++) {
            buckets[(int) (keys[i] >>> shift)]++;
        }
        int start = 0;
        for (int b = 0; b < bucketCount; b++) {
            int inBucket = buckets[b];
            buckets[b] = start;
            start += inBucket;
        }
        for (int i = 0, j = quarter, k = 2 * quarter, l = 3 * quarter; i < quarter; i++, j++, k++, l++) {
            dealt[buckets[(int) (keys[i] >>> shift)]++] = keys[i];
            dealt[buckets[(int) (keys[j] >>> shift)]++] = keys[j];
            dealt[buckets[(int) (keys[k] >>> shift)]++] = keys[k];
            dealt[buckets[(int) (keys[l] >>> shift)]++] = keys[l];
        }
        for (int i = 4 * quarter; i < count; i++) {
            dealt[buckets[(int) (keys[i] >>> shift)]++] = keys[i];
        }
    }

    /** Moves every key that stands too early by one or two, without a branch that could be foretold wrongly. */
    private static void settle(long[] keys, int count) {
        if (count < 2) {
            return;
        }
        long greater = Math.min(keys[0], keys[1]);
        long greatest = Math.max(keys[0], keys[1]);
        for (int i = 2; i < count; i++) {
            long smaller = Math.min(keys[i], greatest);
            greatest = Math.max(keys[i], greatest);
            keys[i - 2] = Math.min(smaller, greater);
            greater = Math.max(smaller, greater);
        }
        keys[count - 2] = greater;
        keys[count - 1] = greatest;
    }

    /** Returns false, leaving the keys in some order, when it gives up. */
    private static boolean insert(long[] keys, int count) {
        long moves = (long) MOVES_PER_SCORE * count;
        for (int i = 1; i < count; i++) {
            long key = keys[i];
            int at = i - 1;
            if (keys[at] > key) {
                do {
                    keys[at + 1] = keys[at];
                    at--;
                } while (at >= 0 && keys[at] > key);
                keys[at + 1] = key;
                moves -= i - at;
                if (moves < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Scores that share a place may differ, as they do where one score lies far from all others. */
    private boolean inOrder(double[] scores, int count, int indexBits) {
        for (int i = 1; i < count; i++) {
            if ((dealt[i] ^ dealt[i - 1]) >>> indexBits == 0 && scores[slots[i]] > scores[slots[i - 1]]) {
                return false;
            }
        }
        return true;
    }

    private void byAllBits(double[] scores, int count) {
        StableRadixSort sorter = allBits;
        if (sorter == null) {
            sorter = new StableRadixSort(slots.length);
            allBits = sorter;
        }
        for (int i = 0; i < count; i++) {
            keys[i] = ~SortableBits.of(scores[i]);
            slots[i] = i;
        }
        sorter.sort(keys, slots, count);
    }
}
