package dev.icfrr.knn.rows;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.RowDistances;
import dev.icfrr.matrix.FloatMemory;
import dev.icfrr.matrix.Matrix;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Canonical squared distances of a row to listed rows of a matrix. One object serves one thread. */
public final class DistancesToRows {
    /** Rows loaded at a time: few enough for the first-level caches to forget little. */
    private static final int ROWS = 8;

    private final RowDistances inPlace;
    private final CanonicalDistances distances;
    private final int columns;
    private final FeatureRows rows;
    /** The rows in single precision, read in place; null if they must be copied. */
    private final @Nullable MemorySegment memory;

    private final double[] others;

    public DistancesToRows(Matrix matrix, Kernels kernels) {
        inPlace = kernels.rowDistances();
        distances = kernels.distances();
        columns = matrix.columns();
        rows = new FeatureRows(matrix);
        memory = FloatMemory.of(matrix);
        others = new double[memory == null ? ROWS * rows.stride() : 0];
    }

    /**
     * Computes distances.
     *
     * @param row D values, padded with zeros to {@link CanonicalDistances#stride}
     * @param items numbers of rows of the matrix, {@code count} of them
     * @param into receives one value per item
     */
    public void squared(double[] row, int[] items, int count, double[] into) {
        if (count == 0) {
            return;
        }
        if (memory != null) {
            inPlace.squared(row, memory, columns, items, 0, count, into);
            return;
        }
        int stride = rows.stride();
        for (int first = 0; first < count; first += ROWS) {
            int end = Math.min(first + ROWS, count);
            for (int i = first; i < end; i++) {
                rows.loadUnchecked(items[i], others, (i - first) * stride);
            }
            distances.squared(row, 1, others, end - first, stride, into, first, end - first);
        }
    }
}
