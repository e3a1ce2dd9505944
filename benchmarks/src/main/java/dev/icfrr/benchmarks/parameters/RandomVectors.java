package dev.icfrr.benchmarks.parameters;

import java.util.Arrays;
import java.util.Random;

/** Vectors that synthetic features are made of. */
final class RandomVectors {
    private RandomVectors() {}

    /**
     * Returns a random vector.
     *
     * @param spectrum number of dimensions until the variance has halved; 0 if all are equal
     * @param length the expected length
     */
    static double[] normal(Random random, int dimensions, double spectrum, double length) {
        double[] vector = new double[dimensions];
        double variance = 0;
        for (int k = 0; k < dimensions; k++) {
            double deviation = spectrum > 0 ? 1 / Math.sqrt(1 + k / spectrum) : 1;
            vector[k] = deviation * random.nextGaussian();
            variance += deviation * deviation;
        }
        double scale = length / Math.sqrt(variance);
        for (int k = 0; k < dimensions; k++) {
            vector[k] *= scale;
        }
        return vector;
    }

    /** Returns the sum of two vectors. */
    static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int k = 0; k < sum.length; k++) {
            sum[k] += b[k];
        }
        return sum;
    }

    /** Returns a vector scaled to length 1, in single precision. */
    static float[] unit(double[] vector) {
        double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        float[] unit = new float[vector.length];
        for (int k = 0; k < unit.length; k++) {
            unit[k] = (float) (vector[k] / length);
        }
        return unit;
    }
}
