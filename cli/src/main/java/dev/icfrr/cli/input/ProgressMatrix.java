package dev.icfrr.cli.input;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.matrix.Matrix;

/** A matrix that advances a progress bar for every row read. */
public record ProgressMatrix(Matrix matrix, Progress progress) implements Matrix {
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
        progress.step();
    }

    @Override
    public void copyRow(int row, double[] into) {
        matrix.copyRow(row, into);
        progress.step();
    }
}
