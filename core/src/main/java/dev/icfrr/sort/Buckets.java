package dev.icfrr.sort;

import java.util.Arrays;

/**
 * Deals numbers into buckets by their upper bits. The numbers hardly ever come in random order but nearly sorted, so that
 * successive ones go to neighboring buckets, and a processor that meets a bucket it has just written to waits: the loops go
 * through four parts of the numbers in turn. Indices are masked, which costs less than the check that it saves.
 */
abstract sealed class Buckets {

    /** @param capacity how many numbers there are at most */
    static Buckets of(int bits, int capacity) {
        return capacity <= Character.MAX_VALUE ? new OfChars(bits) : new OfInts(bits);
    }

    /**
     * Writes the indices of the numbers bucket by bucket, in any order within a bucket.
     *
     * @param numbers not negative
     * @param shift what of a number's bits is left out; the others are at most as many as there are bits of a bucket
     * @param bucketCount how many buckets that makes
     */
    abstract void deal(int[] numbers, int count, int shift, int bucketCount, int[] indices);

    /** Half the memory: two threads with all they work on share a cache. */
    private static final class OfChars extends Buckets {
        private final char[] buckets;

        OfChars(int bits) {
            buckets = new char[1 << bits];
        }

        @Override
        void deal(int[] numbers, int count, int shift, int bucketCount, int[] indices) {
            Arrays.fill(buckets, 0, bucketCount, (char) 0);
            count(buckets, numbers, count, shift);
            int start = 0;
            for (int b = 0; b < bucketCount; b++) {
                int inBucket = buckets[b];
                buckets[b] = (char) start;
                start += inBucket;
            }
            deal(buckets, numbers, count, shift, indices);
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

        private static void deal(char[] buckets, int[] numbers, int count, int shift, int[] indices) {
            int mask = buckets.length - 1;
            int quarter = count / 4;
            for (int i = 0; i < quarter; i++) {
                int a = numbers[i] >>> shift & mask;
                int b = numbers[i + quarter] >>> shift & mask;
                int c = numbers[i + 2 * quarter] >>> shift & mask;
                int d = numbers[i + 3 * quarter] >>> shift & mask;
                indices[buckets[a]++] = i;
                indices[buckets[b]++] = i + quarter;
                indices[buckets[c]++] = i + 2 * quarter;
                indices[buckets[d]++] = i + 3 * quarter;
            }
            for (int i = 4 * quarter; i < count; i++) {
                indices[buckets[numbers[i] >>> shift & mask]++] = i;
            }
        }
    }

    private static final class OfInts extends Buckets {
        private final int[] buckets;

        OfInts(int bits) {
            buckets = new int[1 << bits];
        }

        @Override
        void deal(int[] numbers, int count, int shift, int bucketCount, int[] indices) {
            Arrays.fill(buckets, 0, bucketCount, 0);
            count(buckets, numbers, count, shift);
            int start = 0;
            for (int b = 0; b < bucketCount; b++) {
                int inBucket = buckets[b];
                buckets[b] = start;
                start += inBucket;
            }
            deal(buckets, numbers, count, shift, indices);
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

        private static void deal(int[] buckets, int[] numbers, int count, int shift, int[] indices) {
            int mask = buckets.length - 1;
            int quarter = count / 4;
            for (int i = 0; i < quarter; i++) {
                int a = numbers[i] >>> shift & mask;
                int b = numbers[i + quarter] >>> shift & mask;
                int c = numbers[i + 2 * quarter] >>> shift & mask;
                int d = numbers[i + 3 * quarter] >>> shift & mask;
                indices[buckets[a]++] = i;
                indices[buckets[b]++] = i + quarter;
                indices[buckets[c]++] = i + 2 * quarter;
                indices[buckets[d]++] = i + 3 * quarter;
            }
            for (int i = 4 * quarter; i < count; i++) {
                indices[buckets[numbers[i] >>> shift & mask]++] = i;
            }
        }
    }
}
