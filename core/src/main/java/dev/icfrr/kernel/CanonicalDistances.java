package dev.icfrr.kernel;

/**
 * The squared Euclidean distance from which every order derives, bit for bit the same on every machine. The terms
 * {@code (a[k] - b[k])^2} are added in double precision to accumulator {@code k mod 8} by subtraction and fused
 * multiply-add, in ascending k. The eight accumulators are reduced as
 * {@code ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))}. The distance is symmetric; equal rows give exactly 0.
 */
public interface CanonicalDistances {

    /** Number of accumulators; the stride of rows is a multiple of it. */
    int STRIPES = 8;

    /** Returns the length of a row of {@code columns} values padded with zeros, which change no bit of a distance. */
    static int stride(int columns) {
        return Math.multiplyExact(Math.ceilDiv(columns, STRIPES), STRIPES);
    }

    /**
     * Computes the squared distances between two blocks of rows.
     *
     * @param a {@code aRows} rows of {@code stride} values, row-major from index 0
     * @param b {@code bRows} rows of {@code stride} values, row-major from index 0
     * @param stride a multiple of {@link #STRIPES}; rows are padded with zeros
     * @param into receives the distance of row i of a and row j of b at {@code start + i * intoStride + j}
     */
    void squared(double[] a, int aRows, double[] b, int bRows, int stride, double[] into, int start, int intoStride);
}
