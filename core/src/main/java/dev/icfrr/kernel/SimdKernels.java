package dev.icfrr.kernel;

import jdk.incubator.vector.FloatVector;

/** The provider on the vector module. Load it only when that module is there. */
final class SimdKernels {
    static final int LEAST_BITS = 256;

    private SimdKernels() {}

    static int vectorBits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }

    static Kernels create() {
        return new Kernels("simd-" + vectorBits(), new SimdDistances(), new SimdProducts(), new SimdSelection());
    }
}
