package dev.icfrr.kernel;

import java.util.Optional;

/**
 * Single-precision dot products of two blocks of rows: a cheap filter with a bounded error, never a result. Rows are
 * packed once, in the implementation's own layout, in blocks of a multiple of {@link #panelRows()} rows.
 */
public interface BoundedProducts {

    /** Returns the number of which a block's number of rows must be a multiple; missing rows are zeros. */
    int panelRows();

    /**
     * Writes a block in the packed layout.
     *
     * @param rows {@code rowCount} rows of {@code columns} values, row-major
     * @param rowCount a multiple of {@link #panelRows()}
     * @param into receives {@code rowCount * columns} values from index {@code start}
     */
    void pack(float[] rows, int rowCount, int columns, float[] into, int start);

    /** Returns the least number of rows of a block that holds so many. */
    default int padded(int rows) {
        return Math.ceilDiv(rows, panelRows()) * panelRows();
    }

    /** Returns a block in the packed layout, see {@link #pack}. */
    default float[] packed(float[] rows, int rowCount, int columns) {
        float[] packed = new float[rowCount * columns];
        pack(rows, rowCount, columns, packed, 0);
        return packed;
    }

    /**
     * Overwrites {@code into} with the products of every row of block a with every row of block b.
     *
     * @param into receives {@code aRows * bRows} values, the product of row i of a and row j of b at
     *     {@code i * bRows + j}
     */
    void multiply(float[] a, int aStart, int aRows, float[] b, int bStart, int bRows, int columns, float[] into);

    /**
     * Returns how many roundings the term of a column passes at most. A product differs from the exact one by at most
     * the sum of {@code gamma(roundings(k, columns)) * |a(k)| * |b(k)|} over the columns k, except for underflow.
     */
    int roundings(int column, int columns);

    /** Returns products of single rows, if they take little more time than those of blocks. */
    default Optional<RowProducts> ofRows() {
        return Optional.empty();
    }

    /** Makes some short calls of loops that are slow until they are compiled, see {@link Kernels#prepare}. */
    default void prepare() {}

    /** Unit roundoff of single precision. */
    double UNIT = 0x1p-24;

    /** Returns a bound on the relative error of that many successive roundings (Higham's gamma). */
    static double gamma(long roundings) {
        double product = roundings * UNIT;
        if (product >= 0.5) {
            return Double.POSITIVE_INFINITY;
        }
        return product / (1 - product);
    }
}
