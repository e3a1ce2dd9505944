package dev.icfrr.knn.rows;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Groups of equal feature rows. Without grouping, thousands of duplicates would have to be sorted by index for each of
 * them. Checks every row.
 */
public final class DeduplicatedRows {
    private final int[] members;
    private final int[] starts;
    /** Whether all rows differ: then a group is its only row, and looking it up costs nothing. */
    private final boolean allDiffer;

    private final double largest;
    private final long fingerprint;

    private DeduplicatedRows(int[] members, int[] starts, double largest, long fingerprint) {
        this.members = members;
        this.starts = starts;
        allDiffer = members.length == starts.length - 1;
        this.largest = largest;
        this.fingerprint = fingerprint;
    }

    /** Returns the same groups for other values of the rows. */
    public DeduplicatedRows withLargest(double magnitude) {
        return new DeduplicatedRows(members, starts, magnitude, fingerprint);
    }

    /**
     * Finds the groups of equal rows.
     *
     * @throws IllegalArgumentException if a row is not finite or too large, naming the place
     */
    public static DeduplicatedRows of(Matrix features, Parallelism parallelism) {
        int size = features.rows();
        long[] hashes = new long[size];
        double[] largestOfRow = new double[size];
        parallelism.forEachRow(size, () -> {
            FeatureRows rows = new FeatureRows(features);
            double[] values = new double[rows.stride()];
            return row -> {
                rows.load(row, values, 0);
                hashes[row] = hash(values);
                double largest = 0;
                for (double value : values) {
                    largest = Math.max(largest, Math.abs(value));
                }
                largestOfRow[row] = largest;
            };
        });
        double largest = Arrays.stream(largestOfRow).max().orElse(0);
        long fingerprint = size;
        for (long hash : hashes) {
            fingerprint = (fingerprint ^ hash) * 0x9e3779b97f4a7c15L;
            fingerprint ^= fingerprint >>> 32;
        }
        return group(features, hashes, largest, fingerprint);
    }

    private static DeduplicatedRows group(Matrix features, long[] hashes, double largest, long fingerprint) {
        int size = hashes.length;
        int slots = Integer.highestOneBit(Math.max(size, 1)) << 2;
        int[] firstInSlot = new int[Math.max(slots, 8)];
        Arrays.fill(firstInSlot, -1);
        int[] representative = new int[size];
        int[] counts = new int[size];
        FeatureRows rows = new FeatureRows(features);
        double[] one = new double[rows.stride()];
        double[] other = new double[rows.stride()];
        int distinct = 0;
        for (int row = 0; row < size; row++) {
            int slot = (int) (hashes[row] >>> 32) & (firstInSlot.length - 1);
            int found = -1;
            while (found < 0) {
                int candidate = firstInSlot[slot];
                if (candidate < 0) {
                    firstInSlot[slot] = row;
                    found = row;
                    distinct++;
                } else if (hashes[candidate] == hashes[row] && equal(rows, candidate, one, row, other)) {
                    found = candidate;
                } else {
                    slot = (slot + 1) & (firstInSlot.length - 1);
                }
            }
            representative[row] = found;
            counts[found]++;
        }
        return byRepresentative(representative, counts, distinct, largest, fingerprint);
    }

    private static DeduplicatedRows byRepresentative(
            int[] representative, int[] counts, int distinct, double largest, long fingerprint) {
        int size = representative.length;
        int[] starts = new int[distinct + 1];
        int[] next = new int[size];
        int group = 0;
        int at = 0;
        for (int row = 0; row < size; row++) {
            if (counts[row] > 0) {
                starts[group++] = at;
                next[row] = at;
                at += counts[row];
            }
        }
        starts[distinct] = at;
        int[] members = new int[size];
        for (int row = 0; row < size; row++) {
            members[next[representative[row]]++] = row;
        }
        return new DeduplicatedRows(members, starts, largest, fingerprint);
    }

    private static boolean equal(FeatureRows rows, int a, double[] aValues, int b, double[] bValues) {
        rows.loadUnchecked(a, aValues, 0);
        rows.loadUnchecked(b, bValues, 0);
        for (int k = 0; k < aValues.length; k++) {
            if (aValues[k] != bValues[k]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the same hash for both zeros. Works on four lanes, so that the multiplications overlap. */
    private static long hash(double[] values) {
        long h0 = 1;
        long h1 = 2;
        long h2 = 3;
        long h3 = 4;
        for (int k = 0; k < values.length; k += 4) {
            h0 = mix(h0, values[k]);
            h1 = mix(h1, values[k + 1]);
            h2 = mix(h2, values[k + 2]);
            h3 = mix(h3, values[k + 3]);
        }
        long h = (h0 * 31 + h1) * 31 + (h2 * 31 + h3);
        h = (h ^ (h >>> 31)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 29);
    }

    private static long mix(long hash, double value) {
        long mixed = (hash ^ Double.doubleToRawLongBits(value + 0d)) * 0x9e3779b97f4a7c15L;
        return mixed ^ (mixed >>> 32);
    }

    /** Returns the number of groups of equal rows; groups are in the order of their first member. */
    public int count() {
        return starts.length - 1;
    }

    /** Returns all groups in a new array. */
    public int[] groups() {
        return IntStream.range(0, count()).toArray();
    }

    /** Returns a hash of all rows and their order. */
    public long fingerprint() {
        return fingerprint;
    }

    /** Returns the first member of a group, the one with the least index. */
    public int first(int group) {
        return allDiffer ? group : members[starts[group]];
    }

    /** Returns the number of members of a group. */
    public int size(int group) {
        return allDiffer ? 1 : starts[group + 1] - starts[group];
    }

    /** Returns a member of a group, ascending by index. */
    public int member(int group, int which) {
        return allDiffer ? group : members[starts[group] + which];
    }

    /** Returns all rows in the order of their groups. */
    public int[] expand(int[] groups) {
        return Arrays.stream(groups)
                .flatMap(group -> IntStream.range(0, size(group)).map(member -> member(group, member)))
                .toArray();
    }

    /** Returns for each row the first row that equals it, possibly itself. */
    public int[] firstOfEach() {
        int[] first = new int[members.length];
        for (int group = 0; group < count(); group++) {
            for (int member = 0; member < size(group); member++) {
                first[member(group, member)] = first(group);
            }
        }
        return first;
    }

    /** Returns the largest magnitude of any value. */
    public double largest() {
        return largest;
    }
}
