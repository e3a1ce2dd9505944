package dev.icfrr.cli.input;

import dev.icfrr.matrix.Matrix;

/**
 * A matrix that reports every row read.
 *
 * @param step runs after each row, on the thread that read it
 */
public record ProgressMatrix(Matrix matrix, Runnable step) implements Matrix {
    @Override
    public int rows() {
        return matrix.rows();
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
        matrix.copyRow(row, into);
        step.run();
    }

    @Override
    public void copyRow(int row, double[] into) {
        matrix.copyRow(row, into);
        step.run();
    }
}
