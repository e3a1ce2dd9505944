package dev.icfrr.sort;

import org.jspecify.annotations.Nullable;

/**
 * Stable descending sort of scores. A score's place between the least and the greatest, in 31 bits, is dealt into two
 * buckets or more a score; insertion by place and index does the rest, and looks at the scores themselves where two share a
 * place. Scores so unevenly spread that insertion would take long go through the sort on all 64 bits. One object serves one
 * thread.
 */
public final class ScoreSort {
    private static final int MOST_BUCKET_BITS = 16;
    private static final int PLACE_BITS = 31;
    private static final int MOVES_PER_SCORE = 8;

    private final Buckets buckets;
    private final int[] places;
    private final long[] keys;
    private final int[] slots;
    private @Nullable StableRadixSort allBits;

    /** For up to {@code capacity} scores. */
    public ScoreSort(int capacity) {
        buckets = Buckets.of(bucketBits(capacity), capacity);
        places = new int[capacity];
        keys = new long[capacity];
        slots = new int[capacity];
    }

    /** Two buckets or more a score: a third more time to count, and half as much left to put in order. */
    private static int bucketBits(int count) {
        int indexBits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(count - 1, 1));
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
    public int[] descending(double[] scores, int count, double least, double greatest) {
        double scale = Integer.MAX_VALUE * (1 - 0x1p-40) / (greatest - least);
        boolean sorted =
                count > 1 && scale > 0 && scale <= Double.MAX_VALUE && byPlaces(scores, count, greatest, scale);
        if (!sorted) {
            byAllBits(scores, count);
        }
        return slots;
    }

    /** Returns false, leaving the slots in some order, when it gives up. */
    private boolean byPlaces(double[] scores, int count, double greatest, double scale) {
        for (int i = 0; i < count; i++) {
            places[i] = (int) ((greatest - scores[i]) * scale);
        }
        int bucketBits = bucketBits(count);
        buckets.deal(places, count, PLACE_BITS - bucketBits, 1 << bucketBits, slots);
        settle(count);
        return insert(keys, count) && orderSharedPlaces(scores, count);
    }

    /** Makes keys, and moves every one that stands too early by one or two, without a branch that could be foretold wrongly. */
    private void settle(int count) {
        long greater = Math.min(key(slots[0]), key(slots[1]));
        long greatest = Math.max(key(slots[0]), key(slots[1]));
        for (int i = 2; i < count; i++) {
            long key = key(slots[i]);
            long smaller = Math.min(key, greatest);
            greatest = Math.max(key, greatest);
            keys[i - 2] = Math.min(smaller, greater);
            greater = Math.max(smaller, greater);
        }
        keys[count - 2] = greater;
        keys[count - 1] = greatest;
    }

    /** Orders by place and index. */
    private long key(int slot) {
        return (long) places[slot] << Integer.SIZE | slot;
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

    /** Takes the slots from the keys, those that share a place by their scores. Returns false when it gives up. */
    private boolean orderSharedPlaces(double[] scores, int count) {
        long moves = (long) MOVES_PER_SCORE * count;
        int placeBefore = -1;
        for (int i = 0; i < count; i++) {
            int place = (int) (keys[i] >>> Integer.SIZE);
            slots[i] = (int) keys[i];
            if (place == placeBefore) {
                moves -= i - rise(scores, i);
                if (moves < 0) {
                    return false;
                }
            }
            placeBefore = place;
        }
        return true;
    }

    /** Moves a slot before those with a lower score at the same place; returns where it comes to stand. */
    private int rise(double[] scores, int from) {
        int slot = slots[from];
        int at = from;
        while (at > 0 && places[slots[at - 1]] == places[slot] && scores[slots[at - 1]] < scores[slot]) {
            slots[at] = slots[at - 1];
            at--;
        }
        slots[at] = slot;
        return at;
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
