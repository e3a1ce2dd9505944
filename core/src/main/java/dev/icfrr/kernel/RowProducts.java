package dev.icfrr.kernel;

/** Single-precision dot products of a row with listed rows, with a bounded error. Rows are not packed. */
public interface RowProducts {

    /**
     * Computes products.
     *
     * @param row holds the row from index {@code rowStart}
     * @param others rows of {@code columns} values, row-major from index {@code othersStart}
     * @param numbers numbers of other rows
     * @param into receives the product with row {@code numbers[i]} at index i, for i from {@code first} to {@code end -
     *     1}
     */
    void multiply(
            float[] row,
            int rowStart,
            float[] others,
            int othersStart,
            int[] numbers,
            int first,
            int end,
            int columns,
            float[] into);

    /** Returns how many roundings a term passes at most, as {@link BoundedProducts#roundings}. */
    int roundings(int columns);
}
