package dev.icfrr.sort;

/**
 * Stable ascending radix sort of signed 64-bit keys with an {@code int} payload each: least significant digit first,
 * skipping digits in which all keys agree. One object serves one thread.
 */
public final class StableRadixSort {
    private static final int DIGIT_BITS = 8;
    private static final int BUCKETS = 1 << DIGIT_BITS;
    private static final int DIGITS = Long.SIZE / DIGIT_BITS;
    private static final int SMALL = 48;

    private long[] spareKeys;
    private int[] sparePayload;
    private final int[][] counts = new int[DIGITS][BUCKETS];

    /** Creates a sort of up to {@code capacity} pairs. */
    public StableRadixSort(int capacity) {
        spareKeys = new long[capacity];
        sparePayload = new int[capacity];
    }

    /** Sorts the first {@code count} pairs of key and payload in place. */
    public void sort(long[] keys, int[] payload, int count) {
        if (count <= SMALL) {
            insertionSort(keys, payload, count);
            return;
        }
        countDigits(keys, count);
        long[] fromKeys = keys;
        int[] fromPayload = payload;
        long[] toKeys = spareKeys;
        int[] toPayload = sparePayload;
        boolean inSpare = false;
        for (int digit = 0; digit < DIGITS; digit++) {
            int[] starts = counts[digit];
            int shift = digit * DIGIT_BITS;
            if (starts[bucket(keys[0], shift, digit)] == count) {
                continue;
            }
            int start = 0;
            for (int b = 0; b < BUCKETS; b++) {
                int inBucket = starts[b];
                starts[b] = start;
                start += inBucket;
            }
            for (int i = 0; i < count; i++) {
                long key = fromKeys[i];
                int to = starts[bucket(key, shift, digit)]++;
                toKeys[to] = key;
                toPayload[to] = fromPayload[i];
            }
            long[] swapKeys = fromKeys;
            fromKeys = toKeys;
            toKeys = swapKeys;
            int[] swapPayload = fromPayload;
            fromPayload = toPayload;
            toPayload = swapPayload;
            inSpare = !inSpare;
        }
        if (inSpare) {
            System.arraycopy(fromKeys, 0, keys, 0, count);
            System.arraycopy(fromPayload, 0, payload, 0, count);
        }
    }

    private void countDigits(long[] keys, int count) {
        for (int[] digitCounts : counts) {
            java.util.Arrays.fill(digitCounts, 0);
        }
        for (int i = 0; i < count; i++) {
            long key = keys[i];
            for (int digit = 0; digit < DIGITS; digit++) {
                counts[digit][bucket(key, digit * DIGIT_BITS, digit)]++;
            }
        }
    }

    /** Returns a key's bucket. The last digit holds the sign, so its upper half comes first. */
    private static int bucket(long key, int shift, int digit) {
        int value = (int) (key >>> shift) & (BUCKETS - 1);
        return digit == DIGITS - 1 ? value ^ (BUCKETS >>> 1) : value;
    }

    private static void insertionSort(long[] keys, int[] payload, int count) {
        for (int i = 1; i < count; i++) {
            long key = keys[i];
            int value = payload[i];
            int at = i - 1;
            while (at >= 0 && keys[at] > key) {
                keys[at + 1] = keys[at];
                payload[at + 1] = payload[at];
                at--;
            }
            keys[at + 1] = key;
            payload[at + 1] = value;
        }
    }
}
