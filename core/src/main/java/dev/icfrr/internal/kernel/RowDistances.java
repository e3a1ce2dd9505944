package dev.icfrr.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@link CanonicalDistances} of one query to rows of single precision where they lie, as in a mapped file: nothing is copied
 * or widened in memory, so that a scan is bound by the speed at which memory is read.
 */
public abstract sealed class RowDistances permits ScalarRowDistances, SimdRowDistances {
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Rows that are compared together, so that their additions overlap. */
    static final int ROWS = 4;

    /** The twin that belongs to a provider. */
    public static RowDistances of(Kernels kernels) {
        return kernels.distances() instanceof ScalarDistances ? new ScalarRowDistances() : new SimdRowDistances();
    }

    /**
     * Squared distances to rows that follow each other.
     *
     * @param query D values, padded with zeros to {@link CanonicalDistances#stride}
     * @param rows little-endian floats, row after row
     * @param columns D
     * @param into one value per row from index {@code first} to {@code end - 1} is filled
     */
    public final void squared(double[] query, MemorySegment rows, int columns, int first, int end, double[] into) {
        long rowBytes = (long) columns * Float.BYTES;
        int row = first;
        for (; row + ROWS <= end; row += ROWS) {
            long at = row * rowBytes;
            four(query, rows, at, at + rowBytes, at + 2 * rowBytes, at + 3 * rowBytes, columns, into, row);
        }
        for (; row < end; row++) {
            into[row] = one(query, rows, row * rowBytes, columns);
        }
    }

    /**
     * Squared distances to some rows.
     *
     * @param items the rows
     * @param into value i of {@code first .. end - 1} is the distance to row {@code items[i]}
     */
    public final void squared(
            double[] query, MemorySegment rows, int columns, int[] items, int first, int end, double[] into) {
        long rowBytes = (long) columns * Float.BYTES;
        int i = first;
        for (; i + ROWS <= end; i += ROWS) {
            four(
                    query,
                    rows,
                    items[i] * rowBytes,
                    items[i + 1] * rowBytes,
                    items[i + 2] * rowBytes,
                    items[i + 3] * rowBytes,
                    columns,
                    into,
                    i);
        }
        for (; i < end; i++) {
            into[i] = one(query, rows, items[i] * rowBytes, columns);
        }
    }

    /** Distances to rows that begin at four bytes, to four values from an index on. */
    abstract void four(
            double[] query,
            MemorySegment rows,
            long at0,
            long at1,
            long at2,
            long at3,
            int columns,
            double[] into,
            int index);

    abstract double one(double[] query, MemorySegment rows, long at, int columns);
}
