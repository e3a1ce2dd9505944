package dev.icfrr.knn;

import java.util.SplittableRandom;

/** The directions in which rows vary most, by orthogonal iteration on some of the rows. Approximate. */
final class PrincipalDirections {
    private static final int SAMPLE = 4096;
    private static final int ROUNDS = 12;

    private PrincipalDirections() {}

    /**
     * Finds directions through the origin.
     *
     * @param rows row after row
     * @param count number of directions, at most {@code columns}
     * @return {@code count} orthogonal rows of unit length
     */
    static float[] of(float[] rows, int columns, int count) {
        double[] products = products(rows, columns);
        double[][] directions = new double[count][columns];
        SplittableRandom random = new SplittableRandom(columns);
        for (double[] direction : directions) {
            for (int k = 0; k < columns; k++) {
                direction[k] = random.nextDouble() - 0.5;
            }
        }
        orthogonalize(directions);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < count; i++) {
                directions[i] = multiplied(products, directions[i], columns);
            }
            orthogonalize(directions);
        }
        float[] found = new float[count * columns];
        for (int i = 0; i < found.length; i++) {
            found[i] = (float) directions[i / columns][i % columns];
        }
        return found;
    }

    /** Returns the sums of products of two columns, over evenly spaced rows. */
    private static double[] products(float[] rows, int columns) {
        double[] products = new double[columns * columns];
        int size = rows.length / columns;
        int sampled = Math.min(SAMPLE, size);
        for (int i = 0; i < sampled; i++) {
            int row = (int) ((long) i * size / sampled) * columns;
            for (int a = 0; a < columns; a++) {
                double value = rows[row + a];
                for (int b = 0; b < columns; b++) {
                    products[a * columns + b] += value * rows[row + b];
                }
            }
        }
        return products;
    }

    private static double[] multiplied(double[] matrix, double[] vector, int columns) {
        double[] result = new double[columns];
        for (int a = 0; a < columns; a++) {
            double factor = vector[a];
            for (int b = 0; b < columns; b++) {
                result[b] += factor * matrix[a * columns + b];
            }
        }
        return result;
    }

    /** Makes the rows orthogonal and of unit length; a row that depends on earlier ones becomes zero. */
    private static void orthogonalize(double[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            double before = length(rows[i]);
            for (int other = 0; other < i; other++) {
                double dot = dot(rows[i], rows[other]);
                for (int k = 0; k < rows[i].length; k++) {
                    rows[i][k] -= dot * rows[other][k];
                }
            }
            double length = length(rows[i]);
            double factor = length > 1e-9 * before ? 1 / length : 0;
            for (int k = 0; k < rows[i].length; k++) {
                rows[i][k] *= factor;
            }
        }
    }

    private static double length(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
