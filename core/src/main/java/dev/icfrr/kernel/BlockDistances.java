package dev.icfrr.kernel;

/**
 * {@link CanonicalDistances} of one block of rows to many others, so that what prepares the block is done once. One object
 * serves one thread.
 */
public abstract sealed class BlockDistances permits PlainBlockDistances, TiledBlockDistances {

    /**
     * The way that belongs to a provider.
     *
     * @param stride values per row, a multiple of {@link CanonicalDistances#STRIPES}
     */
    public static BlockDistances of(Kernels kernels, int stride) {
        PlainBlockDistances plain = new PlainBlockDistances(kernels.distances(), stride);
        return kernels.distances() instanceof ScalarDistances ? plain : new TiledBlockDistances(plain, stride);
    }

    /**
     * Takes the block that the next calls of {@link #squared} compare.
     *
     * @param rows {@code count} rows of {@code stride} values, row-major from index 0, padded with zeros; not to be changed
     *     until the next block
     */
    public abstract void block(double[] rows, int count);

    /**
     * The distances of the block to other rows.
     *
     * @param others {@code count} rows of {@code stride} values, row-major from index 0, padded with zeros
     * @param into distance of row i of the block and other row j goes to {@code start + i * intoStride + j}
     */
    public abstract void squared(double[] others, int count, double[] into, int start, int intoStride);
}
