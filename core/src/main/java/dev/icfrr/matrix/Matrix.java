package dev.icfrr.matrix;

import java.util.Objects;

/**
 * A read-only matrix seen row by row: query–gallery distances, gallery–gallery distances or features. Implementations
 * may be memory-mapped and larger than the heap. Rows may be read from several threads at once.
 */
public interface Matrix {

    /** Returns the number of rows, at least 0. */
    int rows();

    /** Returns the number of columns, at least 0. */
    int columns();

    /** Returns whether every value is exactly a {@code float}, so that reading rows as {@code float} loses nothing. */
    boolean isSinglePrecision();

    /**
     * Copies one row, rounding to {@code float} where the values are wider.
     *
     * @param row 0 .. {@link #rows()}-1
     * @param into at least {@link #columns()} long; filled from index 0
     */
    void copyRow(int row, float[] into);

    /**
     * Copies one row.
     *
     * @param row 0 .. {@link #rows()}-1
     * @param into at least {@link #columns()} long; filled from index 0
     */
    void copyRow(int row, double[] into);

    /**
     * Copies all rows, rounding to {@code float} where the values are wider.
     *
     * @return {@code rows() * columns()} values, row after row
     * @throws ArithmeticException if these are more than an array holds
     */
    default float[] toFloatArray() {
        float[] values = new float[Math.multiplyExact(rows(), columns())];
        float[] row = new float[columns()];
        for (int i = 0; i < rows(); i++) {
            copyRow(i, row);
            System.arraycopy(row, 0, values, i * row.length, row.length);
        }
        return values;
    }

    /**
     * Returns a view of some rows of this matrix, in the order given. Nothing is copied.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    default Matrix selectRows(int[] rows) {
        return new SelectedRows(this, rows);
    }

    /**
     * Returns a matrix over an array, row after row. The array is not copied and must not change afterwards.
     *
     * @throws IllegalArgumentException unless {@code values.length == rows * columns}
     */
    static Matrix of(int rows, int columns, float[] values) {
        Objects.requireNonNull(values, "values");
        if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "a " + rows + " x " + columns + " matrix cannot have " + values.length + " values");
        }
        return new ArrayMatrix(rows, columns, values);
    }

    /**
     * Returns a matrix that holds a copy of some rows.
     *
     * @param rows R rows of D values each
     * @return R x D, in single precision; 0 x 0 without rows
     * @throws IllegalArgumentException if the rows differ in length
     */
    static Matrix ofRows(float[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        float[] values = new float[Math.multiplyExact(rows.length, columns)];
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != columns) {
                throw new IllegalArgumentException(
                        "row " + row + " has " + rows[row].length + " values, row 0 has " + columns);
            }
            System.arraycopy(rows[row], 0, values, row * columns, columns);
        }
        return of(rows.length, columns, values);
    }

    /**
     * Returns a matrix over an array, row after row. The array is not copied and must not change afterwards.
     *
     * @throws IllegalArgumentException unless {@code values.length == rows * columns}
     */
    static Matrix of(int rows, int columns, double[] values) {
        Objects.requireNonNull(values, "values");
        if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "a " + rows + " x " + columns + " matrix cannot have " + values.length + " values");
        }
        return new ArrayMatrix(rows, columns, values);
    }
}
