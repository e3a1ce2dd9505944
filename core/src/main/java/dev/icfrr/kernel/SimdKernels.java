package dev.icfrr.kernel;

import jdk.incubator.vector.FloatVector;

/** The provider on the vector module. Loading this class fails where the module is missing. */
final class SimdKernels {
    static final int LEAST_BITS = 256;

    private SimdKernels() {}

    static int vectorBits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }

    static Kernels create() {
        SimdDistances distances = new SimdDistances();
        return new Kernels(
                "simd-" + vectorBits(),
                distances,
                new SimdRowDistances(),
                stride -> new TiledBlockDistances(new PlainBlockDistances(distances, stride), stride),
                TiledBlockProducts::new,
                new SimdProducts(),
                new SimdSelection());
    }
}
