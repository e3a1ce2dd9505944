package dev.icfrr.distance;

import dev.icfrr.kernel.Kernels;

/** Names the implementation of the distance loops, to be recorded with results and measurements. */
public final class DistanceKernels {
    private DistanceKernels() {}

    /** Returns the name of the implementation of this process, for example {@code simd-512}. */
    public static String name() {
        return Kernels.get().name();
    }

    /**
     * Returns the name of the implementation that a gallery of this size is searched by. Small galleries are searched
     * by scalar code, which needs no warm-up.
     *
     * @param size number of gallery items
     * @param columns length of a feature
     */
    public static String nameFor(int size, int columns) {
        return Kernels.forGallery(size, columns).name();
    }
}
