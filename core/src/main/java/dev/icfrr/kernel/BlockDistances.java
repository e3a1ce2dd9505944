package dev.icfrr.kernel;

/**
 * {@link CanonicalDistances} of one block of rows to many others. The block is prepared once. One object serves one
 * thread; {@link Kernels#blockDistances(int)} creates it.
 */
public abstract sealed class BlockDistances permits PlainBlockDistances, TiledBlockDistances {

    /**
     * Sets the block that the next calls of {@link #squared} compare.
     *
     * @param rows {@code count} rows of {@code stride} values, row-major from index 0, padded with zeros; the caller
     *     must not change them until the next block
     * @param count number of rows
     */
    public abstract void block(double[] rows, int count);

    /**
     * Computes the squared distances of the block to other rows.
     *
     * @param others {@code count} rows of {@code stride} values, row-major from index 0, padded with zeros
     * @param count number of other rows
     * @param into receives the distance of row i of the block and other row j at {@code start + i * intoStride + j}
     * @param start index of the first distance in {@code into}
     * @param intoStride values of {@code into} between two rows of the block
     */
    public abstract void squared(double[] others, int count, double[] into, int start, int intoStride);
}
