package dev.icfrr.kernel;

import java.util.function.IntFunction;

/**
 * One provider of the hot loops. {@link #get()} chooses it once per process. The system property {@value #PROPERTY}
 * ({@code auto}, {@code scalar}, {@code simd} or {@code openblas}) forces one. To add a provider, write its
 * implementations of the five parts of this record and a case in {@link KernelChoice#of}, and add it to the providers
 * that {@code KernelEquivalenceTest} compares with the scalar one.
 *
 * @param name recorded with results, for example {@code simd-512} or {@code openblas+simd-256}
 * @param distances distances between two blocks of rows
 * @param rowDistances distances of queries to rows in mapped memory
 * @param blockDistances creates {@link BlockDistances} for a stride; see {@link #blockDistances(int)}
 * @param products bounded single-precision dot products
 * @param selection selection of small values
 */
public record Kernels(
        String name,
        CanonicalDistances distances,
        RowDistances rowDistances,
        IntFunction<BlockDistances> blockDistances,
        BoundedProducts products,
        Selection selection) {

    /** The system property that forces a provider. */
    public static final String PROPERTY = "dev.icfrr.kernel";

    /** Number of terms that scalar code adds in about the time that compiling the vector code takes. */
    private static final double WORTH_COMPILING = 2e9;

    /**
     * Creates distances of one block of rows to many others, for one thread.
     *
     * @param stride values per row, a multiple of {@link CanonicalDistances#STRIPES}
     */
    public BlockDistances blockDistances(int stride) {
        return blockDistances.apply(stride);
    }

    /**
     * Returns the provider of this process.
     *
     * @throws IllegalStateException if the provider that the property names is not available; the message says why
     */
    public static Kernels get() {
        return switch (Holder.CHOICE) {
            case KernelChoice.Chosen chosen -> chosen.kernels();
            case KernelChoice.Refused refused -> throw new IllegalStateException(refused.reason());
        };
    }

    /**
     * Returns the provider for work on a gallery of this size. Vector code is slow until the JVM has compiled it, so
     * scalar code finishes all pairs of a small gallery sooner. Results are the same bit for bit. A forced provider is
     * kept.
     *
     * @param size number of gallery items
     * @param columns length of a feature
     */
    public static Kernels forGallery(int size, int columns) {
        Kernels kernels = get();
        boolean small = (double) size * size * columns < WORTH_COMPILING;
        return small && Holder.WANTED.equals("auto") ? Holder.SCALAR : kernels;
    }

    private static final class Holder {
        static final String WANTED = System.getProperty(PROPERTY, "auto");
        static final KernelChoice CHOICE = KernelChoice.of(WANTED);
        static final Kernels SCALAR = KernelChoice.scalar();
    }
}
