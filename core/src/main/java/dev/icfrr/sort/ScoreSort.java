package dev.icfrr.sort;

import org.jspecify.annotations.Nullable;

/**
 * Stable descending sort of scores. The position of a score between the least and the greatest, in 31 bits, is its
 * place. Places are distributed to at least two buckets per score, and an insertion sort by place and index completes
 * the order. Scores of equal place are compared themselves. If scores are so unevenly spread that insertion would be
 * slow, all 64 bits are sorted instead. One object serves one thread.
 */
public final class ScoreSort {
    private static final int MOST_BUCKET_BITS = 16;
    private static final int PLACE_BITS = 31;
    /** The bits of a key that are its place; the others are the slot of the score. */
    private static final long PLACE = -1L << Integer.SIZE;

    private static final int MOVES_PER_SCORE = 8;

    private final Buckets buckets;
    private final int[] places;
    private final long[] keys;
    private final int[] slots;
    private @Nullable StableRadixSort allBits;

    /** Creates a sort of up to {@code capacity} scores. */
    public ScoreSort(int capacity) {
        buckets = Buckets.of(bucketBits(capacity), capacity);
        places = new int[capacity];
        keys = new long[capacity];
        slots = new int[capacity];
    }

    /** Returns how many scores can be sorted. */
    public int capacity() {
        return slots.length;
    }

    /** Returns bits for at least two buckets per score: a third more time to count, and half as much left to order. */
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
        ScoreRange range = ScoreRange.of(scores, count);
        return descending(scores, count, range.least(), range.greatest());
    }

    /**
     * Sorts the first {@code count} scores, all of which lie between two bounds. Close bounds sort faster.
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

    /** Sorts by places. Returns false, with the slots in an unspecified order, if the scores are too uneven. */
    private boolean byPlaces(double[] scores, int count, double greatest, double scale) {
        for (int i = 0; i < count; i++) {
            places[i] = (int) ((greatest - scores[i]) * scale);
        }
        int bucketBits = bucketBits(count);
        buckets.deal(places, count, PLACE_BITS - bucketBits, 1 << bucketBits, keys);
        if (2 * count > 1 << bucketBits && count > 2) {
            settleFullBuckets(keys, count);
        } else {
            settle(keys, count);
        }
        if (!insert(scores, count, findUnsettled(keys, count, slots))) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            slots[i] = (int) keys[i];
        }
        return true;
    }

    /** Moves each key that is one or two positions too early, without branches to mispredict. */
    private static void settle(long[] keys, int count) {
        long greater = Math.min(keys[0], keys[1]);
        long greatest = Math.max(keys[0], keys[1]);
        for (int i = 2; i < count; i++) {
            long key = keys[i];
            long smaller = Math.min(key, greatest);
            greatest = Math.max(key, greatest);
            keys[i - 2] = Math.min(smaller, greater);
            greater = Math.max(smaller, greater);
        }
        keys[count - 2] = greater;
        keys[count - 1] = greatest;
    }

    /** Moves each key that is up to three positions too early: with fewer than two buckets per score, more are. */
    private static void settleFullBuckets(long[] keys, int count) {
        long great = keys[0];
        long greater = keys[1];
        long greatest = keys[2];
        for (int i = 3; i < count; i++) {
            long key = keys[i];
            long small = Math.min(key, greatest);
            greatest = Math.max(key, greatest);
            long smaller = Math.min(small, greater);
            greater = Math.max(small, greater);
            keys[i - 3] = Math.min(smaller, great);
            great = Math.max(smaller, great);
        }
        keys[count - 3] = great;
        keys[count - 2] = greater;
        keys[count - 1] = greatest;
    }

    /** Collects the positions whose place is not above the one before; after settling, they are few. */
    private static int findUnsettled(long[] keys, int count, int[] positions) {
        int found = 0;
        for (int i = 1; i < count; i++) {
            if (keys[i - 1] >= (keys[i] & PLACE)) {
                positions[found++] = i;
            }
        }
        return found;
    }

    /**
     * Sorts the keys by insertion.
     *
     * @param found how many positions {@code slots} holds; the keys at all others have a place above the one before
     * @return false, with the keys in an unspecified order, if that takes too many moves
     */
    private boolean insert(double[] scores, int count, int found) {
        long moves = (long) MOVES_PER_SCORE * count;
        for (int f = 0; f < found; f++) {
            // A key that moves may leave a greater one before its successor.
            for (int i = slots[f]; i < count && isAfter(keys[i - 1], keys[i], scores); i++) {
                long key = keys[i];
                int at = i;
                do {
                    keys[at] = keys[at - 1];
                    at--;
                } while (at > 0 && isAfter(keys[at - 1], key, scores));
                keys[at] = key;
                moves -= i - at;
                if (moves < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Compares by place, then score, then slot. */
    private static boolean isAfter(long a, long b, double[] scores) {
        if ((a ^ b) >>> Integer.SIZE != 0) {
            return a > b;
        }
        double scoreOfA = scores[(int) a];
        double scoreOfB = scores[(int) b];
        return scoreOfA == scoreOfB ? a > b : scoreOfA < scoreOfB;
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
