package dev.icfrr.matrix;

/** Two matrices with the same columns, one above the other. */
public record StackedMatrix(Matrix top, Matrix bottom) implements Matrix {

    /** @throws IllegalArgumentException if the columns differ */
    public StackedMatrix {
        if (top.columns() != bottom.columns()) {
            throw new IllegalArgumentException("rows of " + bottom.columns() + " values cannot follow rows of "
                    + top.columns() + ": both must come from the same model");
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
