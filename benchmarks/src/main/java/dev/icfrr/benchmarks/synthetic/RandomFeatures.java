package dev.icfrr.benchmarks.synthetic;

import dev.icfrr.matrix.Matrix;
import java.util.Random;

/** Draws features from a seed. */
public final class RandomFeatures {
    private static final int CLUSTERS = 30;

    private RandomFeatures() {}

    /** Returns rows around 30 random centers. */
    public static Matrix clustered(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[] centers = new float[CLUSTERS * columns];
        for (int i = 0; i < centers.length; i++) {
            centers[i] = (float) random.nextGaussian();
        }
        float[] values = new float[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < values.length; i++) {
            int cluster = i / columns % CLUSTERS;
            values[i] = centers[cluster * columns + i % columns] + (float) random.nextGaussian();
        }
        return Matrix.of(rows, columns, values);
    }

    /** Returns values of a standard normal distribution. */
    public static float[] gaussian(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
