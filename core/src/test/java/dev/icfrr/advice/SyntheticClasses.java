package dev.icfrr.advice;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Queries and a gallery of round classes; the more noise, the less there is to find. */
record SyntheticClasses(Matrix queries, Matrix gallery, Labels labels) {
    static final int LENGTH = 32;

    static SyntheticClasses of(int classes, int size, int queries, double noise, long seed) {
        return of(LENGTH, classes, size, queries, noise, seed);
    }

    static SyntheticClasses of(int length, int classes, int size, int queries, double noise, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] centers = new double[classes][];
        Arrays.setAll(centers, _ -> random.doubles(length, -1, 1).toArray());
        return new SyntheticClasses(
                features(queries, centers, noise, random),
                features(classes * size, centers, noise, random),
                Labels.of(
                        IntStream.range(0, queries).mapToLong(i -> i % classes).toArray(),
                        IntStream.range(0, classes * size)
                                .mapToLong(i -> i % classes)
                                .toArray()));
    }

    private static Matrix features(int rows, double[][] centers, double noise, SplittableRandom random) {
        int length = centers[0].length;
        double[] values = new double[rows * length];
        for (int row = 0; row < rows; row++) {
            double squares = 0;
            for (int k = 0; k < length; k++) {
                double value = centers[row % centers.length][k] + noise * random.nextGaussian();
                values[row * length + k] = value;
                squares += value * value;
            }
            for (int k = 0; k < length; k++) {
                values[row * length + k] /= Math.sqrt(squares);
            }
        }
        return Matrix.of(rows, length, values);
    }
}
