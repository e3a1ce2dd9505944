package dev.icfrr.cli.graph;

import dev.icfrr.Matrix;

/**
 * Every so many-th row of a matrix.
 *
 * @param rows how many
 * @param step from one to the next
 */
record RowsOf(Matrix matrix, int rows, int step) implements Matrix {
    static RowsOf evenly(Matrix matrix, int rows) {
        int taken = Math.min(rows, matrix.rows());
        return new RowsOf(matrix, taken, Math.max(1, matrix.rows() / Math.max(taken, 1)));
    }

    @Override
    public int columns() {
        return matrix.columns();
    }

    @Override
    public boolean isSinglePrecision() {
        return matrix.isSinglePrecision();
    }

    @Override
    public void copyRow(int row, float[] into) {
        matrix.copyRow(row * step, into);
    }

    @Override
    public void copyRow(int row, double[] into) {
        matrix.copyRow(row * step, into);
    }
}
