package dev.icfrr.sort;

import java.util.Arrays;

/**
 * Distributes numbers to buckets by their upper bits. The numbers are usually nearly sorted, so that successive ones
 * fall into the same bucket, and the processor would wait for the counter that it has just written. The loops therefore
 * take a number from each quarter in turn. Indices are masked, which costs less than the bounds check that it saves.
 * The {@code char} and {@code int} loops are repeated on purpose: each is specialized for speed.
 */
abstract sealed class Buckets {

    /**
     * Creates buckets.
     *
     * @param bits the base-2 logarithm of the number of buckets
     * @param capacity largest number of numbers
     */
    static Buckets of(int bits, int capacity) {
        return capacity <= Character.MAX_VALUE ? new OfChars(bits) : new OfInts(bits);
    }

    /**
     * Writes the numbers with their indices bucket by bucket, in any order within a bucket.
     *
     * @param numbers nonnegative numbers
     * @param count how many of them to distribute
     * @param shift number of low bits to ignore; the other bits are the bucket
     * @param bucketCount number of buckets in use
     * @param keys receives the numbers in the upper 32 bits and their indices in the lower
     */
    abstract void deal(int[] numbers, int count, int shift, int bucketCount, long[] keys);

    private static long key(int number, int index) {
        return (long) number << Integer.SIZE | index;
    }

    /** Buckets of half the size, so that two threads of one core share its cache. */
    private static final class OfChars extends Buckets {
        private final char[] buckets;

        OfChars(int bits) {
            buckets = new char[1 << bits];
        }

        @Override
        void deal(int[] numbers, int count, int shift, int bucketCount, long[] keys) {
            Arrays.fill(buckets, 0, bucketCount, (char) 0);
            count(buckets, numbers, count, shift);
            int start = 0;
            for (int b = 0; b < bucketCount; b++) {
                int inBucket = buckets[b];
                buckets[b] = (char) start;
                start += inBucket;
            }
            deal(buckets, numbers, count, shift, keys);
        }

        private static void count(char[] buckets, int[] numbers, int count, int shift) {
            int mask = buckets.length - 1;
            int quarter = count / 4;
            for (int i = 0; i < quarter; i++) {
                int a = numbers[i] >>> shift & mask;
                int b = numbers[i + quarter] >>> shift & mask;
                int c = numbers[i + 2 * quarter] >>> shift & mask;
                int d = numbers[i + 3 * quarter] >>> shift & mask;
                buckets[a]++;
                buckets[b]++;
                buckets[c]++;
                buckets[d]++;
            }
            for (int i = 4 * quarter; i < count; i++) {
                buckets[numbers[i] >>> shift & mask]++;
            }
        }

        private static void deal(char[] buckets, int[] numbers, int count, int shift, long[] keys) {
            int mask = buckets.length - 1;
            int quarter = count / 4;
            for (int i = 0; i < quarter; i++) {
                int a = numbers[i];
                int b = numbers[i + quarter];
                int c = numbers[i + 2 * quarter];
                int d = numbers[i + 3 * quarter];
                keys[buckets[a >>> shift & mask]++] = key(a, i);
                keys[buckets[b >>> shift & mask]++] = key(b, i + quarter);
                keys[buckets[c >>> shift & mask]++] = key(c, i + 2 * quarter);
                keys[buckets[d >>> shift & mask]++] = key(d, i + 3 * quarter);
            }
            for (int i = 4 * quarter; i < count; i++) {
                keys[buckets[numbers[i] >>> shift & mask]++] = key(numbers[i], i);
            }
        }
    }

    private static final class OfInts extends Buckets {
        private final int[] buckets;

        OfInts(int bits) {
            buckets = new int[1 << bits];
        }

        @Override
        void deal(int[] numbers, int count, int shift, int bucketCount, long[] keys) {
            Arrays.fill(buckets, 0, bucketCount, 0);
            count(buckets, numbers, count, shift);
            int start = 0;
            for (int b = 0; b < bucketCount; b++) {
                int inBucket = buckets[b];
                buckets[b] = start;
                start += inBucket;
            }
            deal(buckets, numbers, count, shift, keys);
        }

        private static void count(int[] buckets, int[] numbers, int count, int shift) {
            int mask = buckets.length - 1;
            int quarter = count / 4;
            for (int i = 0; i < quarter; i++) {
                int a = numbers[i] >>> shift & mask;
                int b = numbers[i + quarter] >>> shift & mask;
                int c = numbers[i + 2 * quarter] >>> shift & mask;
                int d = numbers[i + 3 * quarter] >>> shift & mask;
                buckets[a]++;
                buckets[b]++;
                buckets[c]++;
                buckets[d]++;
            }
            for (int i = 4 * quarter; i < count; i++) {
                buckets[numbers[i] >>> shift & mask]++;
            }
        }

        private static void deal(int[] buckets, int[] numbers, int count, int shift, long[] keys) {
            int mask = buckets.length - 1;
            int quarter = count / 4;
            for (int i = 0; i < quarter; i++) {
                int a = numbers[i];
                int b = numbers[i + quarter];
                int c = numbers[i + 2 * quarter];
                int d = numbers[i + 3 * quarter];
                keys[buckets[a >>> shift & mask]++] = key(a, i);
                keys[buckets[b >>> shift & mask]++] = key(b, i + quarter);
                keys[buckets[c >>> shift & mask]++] = key(c, i + 2 * quarter);
                keys[buckets[d >>> shift & mask]++] = key(d, i + 3 * quarter);
            }
            for (int i = 4 * quarter; i < count; i++) {
                keys[buckets[numbers[i] >>> shift & mask]++] = key(numbers[i], i);
            }
        }
    }
}
