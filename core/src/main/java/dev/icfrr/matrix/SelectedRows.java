package dev.icfrr.matrix;

import java.util.Objects;

/** A view of some rows of a matrix, in the order given. */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package as a record
record SelectedRows(Matrix matrix, int[] selected) implements Matrix {
    SelectedRows {
        selected = selected.clone();
        for (int row : selected) {
            Objects.checkIndex(row, matrix.rows());
        }
    }

    @Override
    public int rows() {
        return selected.length;
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
        matrix.copyRow(selected[row], into);
    }

    @Override
    public void copyRow(int row, double[] into) {
        matrix.copyRow(selected[row], into);
    }
}
