package dev.icfrr.kernel;

/**
 * One provider of the hot loops. {@link #get()} chooses it once per process; the system property
 * {@value #PROPERTY} ({@code auto}, {@code scalar}, {@code simd} or {@code openblas}) forces one.
 *
 * @param name for provenance, as {@code simd-512} or {@code openblas+simd-256}
 */
public record Kernels(String name, CanonicalDistances distances, FilterProducts products, Selection selection) {

    public static final String PROPERTY = "dev.icfrr.kernel";

    /** What the scalar twin does in about the time it takes to compile the other. */
    private static final double WORTH_COMPILING = 2e9;

    /**
     * The provider of this process.
     *
     * @throws IllegalStateException if the one that the property names cannot be had, saying why
     */
    public static Kernels get() {
        return switch (Holder.CHOICE) {
            case KernelChoice.Chosen chosen -> chosen.kernels();
            case KernelChoice.Refused refused -> throw new IllegalStateException(refused.reason());
        };
    }

    /**
     * The provider for work on a gallery of this size. Vector code is slow until the JVM has compiled it, so all pairs
     * of a small gallery are done sooner with the scalar twin; results are the same bit for bit. A forced provider is
     * kept.
     *
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
