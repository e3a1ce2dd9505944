package dev.icfrr.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Squared distances of a block of rows to many others by the double-precision formula of two norms and a product. They
 * take two thirds of the time of {@link CanonicalDistances}, but differ from these by rounding, and by machine, within
 * a bound. Other rows are packed into panels in single precision first, which every block and thread can use. One
 * object serves one thread; {@link Kernels#blockProducts} creates it.
 */
public abstract sealed class BlockProducts permits TiledBlockProducts {

    /** Returns the number of rows per panel. */
    public abstract int panelRows();

    /** Returns the bytes that a panel takes. */
    public abstract long panelBytes();

    /**
     * Memory of a panel.
     *
     * @param memory outside the Java heap, for {@link #panelBytes} bytes
     * @param start index of the first byte, a multiple of 4
     * @param squaredLengths by row, from index {@code first} on
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Panel(MemorySegment memory, long start, double[] squaredLengths, int first) {}

    /**
     * Packs rows into a panel and computes their squared lengths.
     *
     * @param rows {@link #panelRows} rows in single precision, row-major; rows of zeros if there are no more
     */
    public abstract void pack(float[] rows, Panel into);

    /**
     * Sets the block that the next calls of {@link #squared} compare.
     *
     * @param rows {@code count} rows of {@code stride} values, row-major from index 0
     */
    public abstract void block(double[] rows, int count, int stride);

    /**
     * Computes the squared distances of the block to the first rows of a panel; none is below 0.
     *
     * @param count number of rows of the panel
     * @param into receives the squared distance of row i of the block and row j of the panel at
     *     {@code start + i * intoStride + j}
     */
    public abstract void squared(Panel panel, int count, double[] into, int start, int intoStride);

    /** Copies squared distances and makes them minus the distances. */
    public abstract void copyNegatedRoots(double[] from, int start, int count, double[] into);

    /** Returns the squared length of a row of the block. */
    public abstract double squaredLength(int row);
}
