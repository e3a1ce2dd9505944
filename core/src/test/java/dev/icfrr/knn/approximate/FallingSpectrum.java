package dev.icfrr.knn.approximate;

import dev.icfrr.matrix.Matrix;
import java.util.Random;

/** Rows of which few directions have most of the variance. */
final class FallingSpectrum {
    private FallingSpectrum() {}

    /** Returns rows around 40 centers, of which the first columns vary most; every hundredth row equals the last. */
    static Matrix rows(int size, int columns, long seed) {
        Random random = new Random(seed);
        double[][] centers = new double[40][columns];
        float[] values = new float[size * columns];
        for (int i = 0; i < 40 + size; i++) {
            for (int k = 0; k < columns; k++) {
                double value = random.nextGaussian() / (1 + k / 8d);
                if (i < 40) {
                    centers[i][k] = value;
                } else {
                    values[(i - 40) * columns + k] = (float) (centers[i % 40][k] + value);
                }
            }
        }
        for (int row = 100; row < size; row += 100) {
            System.arraycopy(values, (row - 1) * columns, values, row * columns, columns);
        }
        return Matrix.of(size, columns, values);
    }
}
