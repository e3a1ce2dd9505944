package dev.icfrr.cli.python;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.ProgressMeter;

/** A matrix that counts the rows that are read. */
record WatchedRows(Matrix matrix, ProgressMeter meter) implements Matrix {
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
        meter.add(1);
    }

    @Override
    public void copyRow(int row, double[] into) {
        matrix.copyRow(row, into);
        meter.add(1);
    }
}
