package dev.icfrr.knn.rows;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.sort.SortableBits;
import dev.icfrr.sort.StableRadixSort;
import org.jspecify.annotations.Nullable;

/** Finds the nearest of some rows by (canonical distance, index). One object serves one thread. */
public final class DistanceOrder {
    private final DeduplicatedRows distinct;
    private final int[] order;
    private final boolean isCopied;
    private final FeatureRows rows;
    private final double[] own;
    private final DistancesToRows distances;
    private final Selection selection;
    private int[] numbers = new int[0];
    private double[] squared = new double[0];
    private Candidates byDistance = new Candidates(0);
    private long[] keys = new long[0];
    private int[] items = new int[0];
    private StableRadixSort sort = new StableRadixSort(0);

    /**
     * Prepares an object.
     *
     * @param order the group of equal rows at each position
     * @param copy the distinct rows in that order, which are read instead of the features; may be null
     */
    public DistanceOrder(
            Matrix features, DeduplicatedRows distinct, int[] order, @Nullable Matrix copy, Kernels kernels) {
        this.distinct = distinct;
        this.order = order;
        isCopied = copy != null;
        Matrix stored = copy == null ? features : copy;
        rows = new FeatureRows(stored);
        own = new double[rows.stride()];
        distances = new DistancesToRows(stored, kernels);
        selection = kernels.selection();
    }

    /**
     * Finds the nearest items.
     *
     * @param positions of the rows to compare with, each once; all rows that equal one of them are meant as well
     * @param count how many there are
     * @param nearest filled with items, nearest first
     * @param squaredOf filled with the canonical squared distances to them
     * @return how many were filled
     */
    public int nearest(int position, int[] positions, int count, int[] nearest, double[] squaredOf) {
        compare(position, positions, count, nearest.length);
        int found = sortedItems(positions, nearest.length);
        int filled = Math.min(found, nearest.length);
        for (int i = 0; i < filled; i++) {
            nearest[i] = items[i];
            squaredOf[i] = SortableBits.toDouble(keys[i]);
        }
        return filled;
    }

    /**
     * Finds the nearest rows, of equal ones only the first.
     *
     * @param positions of the rows to compare with, each once
     * @param count how many there are, at least {@code wanted}
     * @param nearest filled with positions from index {@code at}, nearest first
     */
    public void nearestRows(int position, int[] positions, int count, int[] nearest, int at, int wanted) {
        compare(position, positions, count, wanted);
        reserveSort(byDistance.count);
        for (int i = 0; i < byDistance.count; i++) {
            items[i] = byDistance.positions[i];
            keys[i] = distinct.first(order[positions[items[i]]]);
        }
        sort.sort(keys, items, byDistance.count);
        for (int i = 0; i < byDistance.count; i++) {
            keys[i] = SortableBits.of(squared[items[i]]);
        }
        sort.sort(keys, items, byDistance.count);
        for (int i = 0; i < wanted; i++) {
            nearest[at + i] = positions[items[i]];
        }
    }

    /** Computes the distances to some rows, and keeps the rows that may be among the nearest. */
    private void compare(int position, int[] positions, int count, int wanted) {
        reserve(count);
        for (int i = 0; i < count; i++) {
            numbers[i] = row(positions[i]);
        }
        rows.loadUnchecked(row(position), own, 0);
        distances.squared(own, numbers, count, squared);
        byDistance.count = 0;
        for (int i = 0; i < count; i++) {
            byDistance.add((float) squared[i], i);
        }
        if (count > wanted) {
            byDistance.keepUpTo(byDistance.limitOf(wanted, 0, selection), selection);
        }
    }

    /** Fills items and keys with the items of the candidates, sorted. */
    private int sortedItems(int[] positions, int wanted) {
        int found = 0;
        for (int i = 0; i < byDistance.count; i++) {
            found += Math.min(wanted, distinct.size(order[positions[byDistance.positions[i]]]));
        }
        reserveSort(found);
        int at = 0;
        for (int i = 0; i < byDistance.count; i++) {
            int group = order[positions[byDistance.positions[i]]];
            for (int member = 0; member < Math.min(wanted, distinct.size(group)); member++) {
                items[at] = byDistance.positions[i];
                keys[at++] = distinct.member(group, member);
            }
        }
        sort.sort(keys, items, found);
        for (int i = 0; i < found; i++) {
            double distance = squared[items[i]];
            items[i] = (int) keys[i];
            keys[i] = SortableBits.of(distance);
        }
        sort.sort(keys, items, found);
        return found;
    }

    private int row(int position) {
        return isCopied ? position : distinct.first(order[position]);
    }

    private void reserveSort(int count) {
        if (keys.length < count) {
            keys = new long[2 * count];
            items = new int[2 * count];
            sort = new StableRadixSort(2 * count);
        }
    }

    private void reserve(int count) {
        if (squared.length < count) {
            numbers = new int[2 * count];
            squared = new double[2 * count];
            byDistance = new Candidates(2 * count + Selection.SLACK);
        }
    }
}
