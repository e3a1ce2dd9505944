package dev.icfrr.baselines;

import dev.icfrr.matrix.Finite;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;

/** A double-precision {@link Matrix} over one array per row. */
final class RowMatrix implements Matrix {
    private final double[][] values;
    private final int columns;

    RowMatrix(double[][] values, int columns) {
        this.values = values;
        this.columns = columns;
    }

    /** Returns the rows themselves, not copies. */
    double[][] values() {
        return values;
    }

    /**
     * Returns the rows of a matrix scaled to length 1, in double precision; rows of zeros stay.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    static RowMatrix unit(Matrix matrix, Parallelism parallelism) {
        double[][] rows = new double[matrix.rows()][matrix.columns()];
        parallelism.forEachRow(rows.length, () -> row -> {
            matrix.copyRow(row, rows[row]);
            Finite.requireFinite(rows[row], matrix.columns(), row);
            normalize(rows[row]);
        });
        return new RowMatrix(rows, matrix.columns());
    }

    /** Scales a vector to length 1, unless it is all zeros. */
    static void normalize(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        if (sum > 0) {
            double length = Math.sqrt(sum);
            for (int k = 0; k < vector.length; k++) {
                vector[k] /= length;
            }
        }
    }

    /** Computes {@code into += weight * row}. */
    void addTo(int row, double weight, double[] into) {
        double[] from = values[row];
        for (int k = 0; k < columns; k++) {
            into[k] += weight * from[k];
        }
    }

    @Override
    public int rows() {
        return values.length;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public boolean isSinglePrecision() {
        return false;
    }

    @Override
    public void copyRow(int row, float[] into) {
        for (int k = 0; k < columns; k++) {
            into[k] = (float) values[row][k];
        }
    }

    @Override
    public void copyRow(int row, double[] into) {
        System.arraycopy(values[row], 0, into, 0, columns);
    }
}
