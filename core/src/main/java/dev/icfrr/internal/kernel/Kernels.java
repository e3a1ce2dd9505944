package dev.icfrr.internal.kernel;

/**
 * One provider of the hot loops. {@link #get()} chooses it once per process; the system property
 * {@value #PROPERTY} ({@code auto}, {@code scalar}, {@code simd} or {@code openblas}) forces one.
 *
 * @param name for provenance, as {@code simd-512} or {@code openblas+simd-256}
 */
public record Kernels(String name, CanonicalDistances distances, FilterProducts products, Selection selection) {

    public static final String PROPERTY = "dev.icfrr.kernel";

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

    private static final class Holder {
        static final KernelChoice CHOICE = KernelChoice.of(System.getProperty(PROPERTY, "auto"));
    }
}
