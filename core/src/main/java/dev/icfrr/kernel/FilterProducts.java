package dev.icfrr.kernel;

/**
 * Single-precision dot products of two blocks of rows: a cheap filter whose error is bounded, never a result. Rows are
 * packed once, in whatever layout the implementation likes, in blocks of a multiple of {@link #panelRows()} rows.
 */
public interface FilterProducts {

    /** A block's number of rows must be a multiple of this; missing rows are zeros. */
    int panelRows();

    /**
     * Writes a block in the packed layout.
     *
     * @param rows {@code rowCount} rows of {@code columns} values, row-major
     * @param rowCount a multiple of {@link #panelRows()}
     * @param into {@code rowCount * columns} values from index {@code start} are filled
     */
    void pack(float[] rows, int rowCount, int columns, float[] into, int start);

    /**
     * Overwrites {@code into} with the products of every row of block a with every row of block b.
     *
     * @param into {@code aRows * bRows} values, product of row i of a and j of b at {@code i * bRows + j}
     */
    void multiply(float[] a, int aStart, int aRows, float[] b, int bStart, int bRows, int columns, float[] into);

    /**
     * A factor f such that every product differs from the exact one by at most {@code f * |a| * |b|}, underflow apart.
     */
    double relativeError(int columns);

    /** Unit roundoff of single precision. */
    double UNIT = 0x1p-24;

    /** Bound on the relative error of {@code roundings} roundings in a row. */
    static double gamma(long roundings) {
        double product = roundings * UNIT;
        if (product >= 0.5) {
            return Double.POSITIVE_INFINITY;
        }
        return product / (1 - product);
    }
}
