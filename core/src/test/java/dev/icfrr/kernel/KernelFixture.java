package dev.icfrr.kernel;

import dev.icfrr.testing.Seed;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scalar and the SIMD implementation, and random rows of sizes that reach every loop tail. */
abstract class KernelFixture {
    static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 129, 255, 300, 768};

    final Kernels scalar = KernelChoice.scalar();
    final Kernels simd = SimdKernels.create();

    @RegisterExtension
    final Seed seed = new Seed(20261123);

    final Random random = seed.random();

    double[] rows(int rows, int columns) {
        int stride = CanonicalDistances.stride(columns);
        double[] values = new double[rows * stride];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                values[i * stride + k] = (float) random.nextGaussian();
            }
        }
        return values;
    }

    float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
