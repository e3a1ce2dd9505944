package dev.icfrr.internal;

import org.jspecify.annotations.Nullable;

/**
 * Stable descending sort of scores. A score's place between the least and the greatest, in 22 bits, is sorted by two
 * radix passes; what ties there is put right by insertion. Scores so unevenly spread that insertion would take long go
 * through the sort on all 64 bits. One object serves one thread.
 */
public final class ScoreSort {
    private static final int DIGIT_BITS = 11;
    private static final int BUCKETS = 1 << DIGIT_BITS;
    private static final int LARGEST_PLACE = (1 << (2 * DIGIT_BITS)) - 1;
    private static final int MOVES_PER_SCORE = 8;

    private final int[] places;
    private final long[] byLowDigit;
    private final int[] slots;
    private final double[] sorted;
    private final int[] lowStarts = new int[BUCKETS];
    private final int[] highStarts = new int[BUCKETS];
    private long[] keys = {};
    private @Nullable StableRadixSort allBits;

    /** For up to {@code capacity} scores. */
    public ScoreSort(int capacity) {
        places = new int[capacity];
        byLowDigit = new long[capacity];
        slots = new int[capacity];
        sorted = new double[capacity];
    }

    /** The scores that {@link #descending} sorted last, greatest first; the array is reused by the next call. */
    double[] sorted() {
        return sorted;
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
        double scale = LARGEST_PLACE / (greatest - least);
        if (!(scale > 0 && scale <= Double.MAX_VALUE)) {
            byAllBits(scores, count);
            return slots;
        }
        sortByPlace(scores, count, greatest, scale);
        if (!insert(scores, count)) {
            byAllBits(scores, count);
        }
        return slots;
    }

    private void sortByPlace(double[] scores, int count, double greatest, double scale) {
        java.util.Arrays.fill(lowStarts, 0);
        java.util.Arrays.fill(highStarts, 0);
        for (int i = 0; i < count; i++) {
            int place = (int) ((greatest - scores[i]) * scale);
            places[i] = place;
            lowStarts[place & (BUCKETS - 1)]++;
            highStarts[place >>> DIGIT_BITS]++;
        }
        int low = 0;
        int high = 0;
        for (int b = 0; b < BUCKETS; b++) {
            int inLow = lowStarts[b];
            int inHigh = highStarts[b];
            lowStarts[b] = low;
            highStarts[b] = high;
            low += inLow;
            high += inHigh;
        }
        // The slot travels with its upper digit: looking that up again would miss the cache.
        for (int i = 0; i < count; i++) {
            int place = places[i];
            byLowDigit[lowStarts[place & (BUCKETS - 1)]++] = (long) (place >>> DIGIT_BITS) << Integer.SIZE | i;
        }
        for (int i = 0; i < count; i++) {
            long entry = byLowDigit[i];
            slots[highStarts[(int) (entry >>> Integer.SIZE)]++] = (int) entry;
        }
    }

    /** Returns false, leaving the slots in some order, when it gives up. */
    private boolean insert(double[] scores, int count) {
        long moves = (long) MOVES_PER_SCORE * count;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            double score = scores[slot];
            int at = i - 1;
            while (at >= 0 && sorted[at] < score) {
                sorted[at + 1] = sorted[at];
                slots[at + 1] = slots[at];
                at--;
                moves--;
            }
            sorted[at + 1] = score;
            slots[at + 1] = slot;
            if (moves < 0) {
                return false;
            }
        }
        return true;
    }

    private void byAllBits(double[] scores, int count) {
        StableRadixSort sorter = allBits;
        if (sorter == null) {
            sorter = new StableRadixSort(places.length);
            keys = new long[places.length];
            allBits = sorter;
        }
        for (int i = 0; i < count; i++) {
            keys[i] = ~SortableBits.of(scores[i]);
            slots[i] = i;
        }
        sorter.sort(keys, slots, count);
        for (int i = 0; i < count; i++) {
            sorted[i] = scores[slots[i]];
        }
    }
}
