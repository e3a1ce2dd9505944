package dev.icfrr.knn.exact;

import dev.icfrr.distance.PrincipalComponents;
import dev.icfrr.kernel.BoundedProducts;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The directions onto which {@link ProjectedRows} projects rows: orthonormal, and nearly those in which a sample varies
 * most. Bounds that use {@link #deviation} hold for any directions. So these may be rough, and differ between kernels.
 *
 * <p>{@link PrincipalComponents} are exact enough for results that depend on them, and equal on all kernels. They take
 * six times as many iterations, in double precision without vector code.
 */
final class ProjectionDirections {
    private static final int ITERATIONS = 2;
    private static final long SEED = 1;
    /** A direction that loses all but this share of its length depends on the others, and becomes zero. */
    private static final double DEPENDENT = 1e-8;

    private final int columns;
    private final int count;
    private final float[] values;
    private final double deviation;

    private ProjectionDirections(int columns, int count, float[] values, double deviation) {
        this.columns = columns;
        this.count = count;
        this.values = values;
        this.deviation = deviation;
    }

    /**
     * Finds directions.
     *
     * @param sample rows moved to their mean, row-major
     * @param count how many directions to find, at most {@code columns}
     */
    static ProjectionDirections of(float[] sample, int rows, int columns, int count, BoundedProducts products) {
        int padded = products.padded(columns);
        float[] covariance = products.packed(covariance(sample, rows, columns, products), padded, columns);
        int paddedCount = products.padded(count);
        float[] found = random(paddedCount * columns);
        float[] images = new float[paddedCount * padded];
        double[][] directions = new double[count][columns];
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            products.multiply(
                    products.packed(found, paddedCount, columns),
                    0,
                    paddedCount,
                    covariance,
                    0,
                    padded,
                    columns,
                    images);
            for (int i = 0; i < count; i++) {
                widen(images, i * padded, directions[i]);
            }
            makeOrthonormal(directions);
            Arrays.fill(found, 0f);
            for (int i = 0; i < count; i++) {
                round(directions[i], found, i * columns);
            }
        }
        float[] values = Arrays.copyOf(found, count * columns);
        return new ProjectionDirections(columns, count, values, deviation(values, count, columns));
    }

    /** Returns the first directions, as if only these had been found. */
    ProjectionDirections first(int fewer) {
        float[] first = Arrays.copyOf(values, fewer * columns);
        return new ProjectionDirections(columns, fewer, first, deviation);
    }

    int count() {
        return count;
    }

    /** Returns an upper bound of the norm of V V' - I, where the rows of V are the directions that are not zero. */
    double deviation() {
        return deviation;
    }

    /** Returns the directions packed for products, with rows of zeros up to a whole block. */
    float[] packed(BoundedProducts products) {
        int rows = products.padded(count);
        return products.packed(Arrays.copyOf(values, rows * columns), rows, columns);
    }

    /** Returns the sums of products of columns, with rows of zeros up to a whole block. */
    private static float[] covariance(float[] sample, int rows, int columns, BoundedProducts products) {
        int padded = products.padded(columns);
        float[] transposed = new float[padded * rows];
        for (int k = 0; k < columns; k++) {
            copyColumn(sample, k, columns, transposed, k * rows, rows);
        }
        float[] packed = products.packed(transposed, padded, rows);
        float[] sums = new float[padded * padded];
        products.multiply(packed, 0, padded, packed, 0, padded, rows, sums);
        if (padded == columns) {
            return sums;
        }
        float[] dense = new float[padded * columns];
        for (int k = 0; k < columns; k++) {
            System.arraycopy(sums, k * padded, dense, k * columns, columns);
        }
        return dense;
    }

    private static float[] random(int count) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    /** Makes rows orthonormal one after the other, by the Gram-Schmidt method. */
    private static void makeOrthonormal(double[][] rows) {
        double[] before = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            before[i] = Math.sqrt(product(rows[i], rows[i]));
        }
        for (int i = 0; i < rows.length; i++) {
            double[] row = rows[i];
            double length = Math.sqrt(product(row, row));
            double factor = length > DEPENDENT * before[i] ? 1 / length : 0;
            multiply(row, factor);
            for (int j = i + 1; j < rows.length; j++) {
                subtract(rows[j], product(row, rows[j]), row);
            }
        }
    }

    // Each loop is a method of its own. In the methods above, which are called once, it would be compiled with all
    // others.

    private static void widen(float[] from, int start, double[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = from[start + k];
        }
    }

    private static void round(double[] from, float[] into, int start) {
        for (int k = 0; k < from.length; k++) {
            into[start + k] = (float) from[k];
        }
    }

    private static void copyColumn(float[] rows, int column, int columns, float[] into, int start, int count) {
        for (int row = 0; row < count; row++) {
            into[start + row] = rows[row * columns + column];
        }
    }

    private static void multiply(double[] row, double factor) {
        for (int k = 0; k < row.length; k++) {
            row[k] *= factor;
        }
    }

    private static void subtract(double[] from, double factor, double[] row) {
        for (int k = 0; k < row.length; k++) {
            from[k] -= factor * row[k];
        }
    }

    private static double product(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 4 <= a.length; k += 4) {
            s0 += a[k] * b[k];
            s1 += a[k + 1] * b[k + 1];
            s2 += a[k + 2] * b[k + 2];
            s3 += a[k + 3] * b[k + 3];
        }
        for (; k < a.length; k++) {
            s0 += a[k] * b[k];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static double deviation(float[] values, int count, int columns) {
        double[][] rows = new double[count][columns];
        for (int i = 0; i < count; i++) {
            widen(values, i * columns, rows[i]);
        }
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double own = product(rows[i], rows[i]);
            double off = own == 0 ? 0 : own - 1;
            squares += off * off;
            for (int j = 0; j < i; j++) {
                double product = product(rows[i], rows[j]);
                squares += 2 * product * product;
            }
        }
        return Math.sqrt(squares) + 1e-12;
    }
}
