package dev.icfrr.distance;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The principal components of features: the directions of largest variance, in descending order. Computed in double
 * precision in a fixed order, so that results that depend on them are the same with every kernel and number of threads.
 * Immutable.
 */
public final class PrincipalComponents {
    private static final int SAMPLE = 2000;
    /** The power iterations move vectors well into the wanted space; single directions need not be exact. */
    private static final int ROUNDS = 12;

    private final double[] mean;
    private final double[][] directions;
    /** By component: its share of the variance. */
    private final double[] shares;

    private PrincipalComponents(double[] mean, double[][] directions, double[] shares) {
        this.mean = mean;
        this.directions = directions;
        this.shares = shares;
    }

    /**
     * Finds the components by power iterations of an orthonormal basis that starts at the axes.
     *
     * @param features G x D; up to {@value #SAMPLE} rows at equal steps are used
     * @param most how many components at most
     */
    public static PrincipalComponents of(Matrix features, int most, Parallelism parallelism) {
        int size = features.columns();
        double[] mean = Centering.mean(features);
        double[][] covariance = covariance(features, mean, parallelism);
        int count = Math.min(most, size);
        double[][] basis = axes(covariance, count);
        for (int round = 0; round < ROUNDS; round++) {
            double[][] from = basis;
            double[][] moved = new double[count][size];
            parallelism.forEachRow(count, () -> component -> {
                for (int k = 0; k < size; k++) {
                    moved[component][k] = dot(covariance[k], from[component]);
                }
            });
            orthonormalize(moved);
            basis = moved;
        }
        return new PrincipalComponents(mean, basis, shares(covariance, basis));
    }

    private static double[] shares(double[][] covariance, double[][] directions) {
        double all = 0;
        for (int k = 0; k < covariance.length; k++) {
            all += covariance[k][k];
        }
        double[] shares = new double[directions.length];
        for (int i = 0; i < directions.length && all > 0; i++) {
            for (int k = 0; k < covariance.length; k++) {
                shares[i] += directions[i][k] * dot(covariance[k], directions[i]) / all;
            }
        }
        return shares;
    }

    /** The axes of largest variance. */
    private static double[][] axes(double[][] covariance, int count) {
        Integer[] order = new Integer[covariance.length];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, Comparator.comparingDouble(k -> -covariance[k][k]));
        double[][] axes = new double[count][covariance.length];
        for (int i = 0; i < count; i++) {
            axes[i][order[i]] = 1;
        }
        return axes;
    }

    private static double[][] covariance(Matrix features, double[] mean, Parallelism parallelism) {
        int size = mean.length;
        int rows = Math.min(SAMPLE, features.rows());
        double[][] columns = new double[size][rows];
        double[] row = new double[size];
        for (int i = 0; i < rows; i++) {
            features.copyRow((int) ((long) i * features.rows() / rows), row);
            for (int k = 0; k < size; k++) {
                columns[k][i] = row[k] - mean[k];
            }
        }
        double[][] covariance = new double[size][size];
        parallelism.forEachRow(size, () -> k -> {
            for (int other = 0; other < size; other++) {
                covariance[k][other] = dot(columns[k], columns[other]) / Math.max(1, rows);
            }
        });
        return covariance;
    }

    /** Makes vectors orthogonal to those before them, and of unit length; vectors without a rest become zeros. */
    private static void orthonormalize(double[][] vectors) {
        for (int i = 0; i < vectors.length; i++) {
            double before = Math.sqrt(dot(vectors[i], vectors[i]));
            // Twice, because once is not enough for vectors that are nearly dependent.
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    double share = dot(vectors[i], vectors[j]);
                    for (int k = 0; k < vectors[i].length; k++) {
                        vectors[i][k] -= share * vectors[j][k];
                    }
                }
            }
            double length = Math.sqrt(dot(vectors[i], vectors[i]));
            double scale = length > 1e-12 * before && length > 0 ? 1 / length : 0;
            for (int k = 0; k < vectors[i].length; k++) {
                vectors[i][k] *= scale;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** Returns how many there are. */
    public int count() {
        return directions.length;
    }

    /**
     * Returns the first components in single precision, row after row: directions of unit length, or zeros where the
     * features vary in no further direction.
     *
     * @param rows how many rows to return; those beyond the components are zeros
     */
    public float[] rows(int components, int rows) {
        int size = mean.length;
        float[] values = new float[Math.multiplyExact(rows, size)];
        for (int i = 0; i < components; i++) {
            for (int k = 0; k < size; k++) {
                values[i * size + k] = (float) directions[i][k];
            }
        }
        return values;
    }

    /** Returns the share of the variance of the features that is in the first components, 0 .. 1. */
    public double explained(int components) {
        return Arrays.stream(shares, 0, components).sum();
    }

    /** Returns the mean of the features, of length D. */
    public double[] mean() {
        return mean.clone();
    }

    /** Returns features by components, in single precision. */
    public float[][] project(Matrix features, Parallelism parallelism) {
        float[][] projected = new float[features.rows()][directions.length];
        parallelism.forEachRow(features.rows(), () -> {
            double[] row = new double[mean.length];
            return item -> {
                features.copyRow(item, row);
                for (int k = 0; k < row.length; k++) {
                    row[k] -= mean[k];
                }
                for (int component = 0; component < directions.length; component++) {
                    projected[item][component] = (float) dot(row, directions[component]);
                }
            };
        });
        return projected;
    }
}
