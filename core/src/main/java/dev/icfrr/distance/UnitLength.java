package dev.icfrr.distance;

import dev.icfrr.matrix.Matrix;
import java.util.Arrays;

/** Scales features to unit length, and measures how far they are from it. */
public final class UnitLength {
    /** Enough rows to know a typical length. */
    private static final int SAMPLE = 1000;

    private UnitLength() {}

    /** Returns features scaled to unit length, in single precision; rows of zeros stay. */
    public static Matrix scaled(Matrix features) {
        int columns = features.columns();
        float[] values = new float[Math.multiplyExact(features.rows(), columns)];
        double[] row = new double[columns];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            double length = length(row);
            for (int k = 0; k < columns; k++) {
                values[i * columns + k] = length > 0 ? (float) (row[k] / length) : 0;
            }
        }
        return Matrix.of(features.rows(), columns, values);
    }

    /** Returns the median length of up to {@value #SAMPLE} features at equal steps; 1 without any. */
    public static double typical(Matrix features) {
        int count = Math.min(SAMPLE, features.rows());
        if (count == 0) {
            return 1;
        }
        double[] row = new double[features.columns()];
        double[] lengths = new double[count];
        for (int i = 0; i < count; i++) {
            features.copyRow((int) ((long) i * features.rows() / count), row);
            lengths[i] = length(row);
        }
        Arrays.sort(lengths);
        return lengths[count / 2];
    }

    private static double length(double[] row) {
        double squares = 0;
        for (double value : row) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
