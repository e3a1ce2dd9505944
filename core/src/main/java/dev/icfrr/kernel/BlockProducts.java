package dev.icfrr.kernel;

/**
 * Distances of a block of rows to many others by the double-precision formula of two norms and a product. They take two
 * thirds of the time of {@link CanonicalDistances}, but differ from these by rounding, and by machine, within a bound.
 * One object serves one thread; {@link Kernels#blockProducts} creates it.
 */
public abstract sealed class BlockProducts permits TiledBlockProducts {

    /**
     * Sets the block that the next calls of {@link #distances} compare.
     *
     * @param rows {@code count} rows of {@code stride} values, row-major from index 0
     */
    public abstract void block(double[] rows, int count, int stride);

    /**
     * Computes the distances of the block to other rows.
     *
     * @param others {@code count} rows of {@code columns} values, row-major from index 0
     * @param count at most {@link #most}
     * @param into receives the distance of row i of the block and other row j at {@code start + i * intoStride + j}
     */
    public abstract void distances(float[] others, int count, double[] into, int start, int intoStride);

    /** Returns the largest number of other rows per call. */
    public abstract int most();

    /** Returns the squared length of a row of the block. */
    public abstract double squaredLength(int row);

    /** Returns the largest squared length of all other rows so far. */
    public abstract double largestSquaredLength();
}
