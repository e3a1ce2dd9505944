package dev.icfrr.baselines;

import dev.icfrr.matrix.Matrix;

/** Two matrices with the same columns, one above the other. */
record StackedMatrix(Matrix top, Matrix bottom) implements Matrix {

    StackedMatrix {
        if (top.columns() != bottom.columns()) {
            throw new IllegalArgumentException("queries have " + top.columns()
                    + " values per feature and gallery items " + bottom.columns()
                    + ": both must come from the same model");
        }
    }

    @Override
    public int rows() {
        return Math.addExact(top.rows(), bottom.rows());
    }

    @Override
    public int columns() {
        return top.columns();
    }

    @Override
    public boolean isSinglePrecision() {
        return top.isSinglePrecision() && bottom.isSinglePrecision();
    }

    @Override
    public void copyRow(int row, float[] into) {
        if (row < top.rows()) {
            top.copyRow(row, into);
        } else {
            bottom.copyRow(row - top.rows(), into);
        }
    }

    @Override
    public void copyRow(int row, double[] into) {
        if (row < top.rows()) {
            top.copyRow(row, into);
        } else {
            bottom.copyRow(row - top.rows(), into);
        }
    }
}
