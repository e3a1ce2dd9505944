package dev.icfrr.knn.approximate;

import dev.icfrr.kernel.RowDistances;
import dev.icfrr.kernel.Selection;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.matrix.FloatMemory;
import dev.icfrr.matrix.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Finds the nearest of some rows in fewer dimensions. One object serves one thread. */
final class NearestReduced {
    private final Matrix reduced;
    private final MemorySegment memory;
    private final RowNumbers rows;
    private final RowDistances distances;
    private final Selection selection;
    private final float[] own;
    private int[] numbers = new int[0];
    private float[] squared = new float[0];
    private Candidates near = new Candidates(0);

    /** Tells where rows are. */
    @FunctionalInterface
    interface RowNumbers {
        /** Returns the number of the row at a position. */
        int of(int position);
    }

    /**
     * Prepares an object.
     *
     * @param reduced the rows in fewer dimensions, in memory as floats
     */
    NearestReduced(Matrix reduced, RowNumbers rows, RowDistances distances, Selection selection) {
        this.reduced = reduced;
        this.rows = rows;
        this.distances = distances;
        this.selection = selection;
        memory = Objects.requireNonNull(FloatMemory.of(reduced));
        own = new float[reduced.columns()];
    }

    /**
     * Finds the nearest.
     *
     * @param position of the row to compare with
     * @param positions of the rows that are compared
     * @param count how many there are, more than {@code wanted}
     * @return the positions of {@code wanted} rows, or some more if several are equally far; used again by the next
     *     call
     */
    Candidates of(int position, int[] positions, int count, int wanted) {
        reserve(count);
        reduced.copyRow(rows.of(position), own);
        for (int i = 0; i < count; i++) {
            numbers[i] = rows.of(positions[i]);
        }
        distances.squaredInFloats(own, memory, numbers, 0, count, squared);
        near.count = 0;
        near.addAll(squared, positions, 0, count);
        near.keepUpTo(near.limitOf(wanted, 0, selection), selection);
        return near;
    }

    private void reserve(int count) {
        if (numbers.length < count) {
            numbers = new int[2 * count];
            squared = new float[2 * count];
            near = new Candidates(2 * count + Selection.SLACK);
        }
    }
}
