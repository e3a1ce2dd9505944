package dev.icfrr.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One provider of the hot loops. {@link #get()} chooses it once per process. The system property {@value #PROPERTY}
 * ({@code auto}, {@code scalar}, {@code simd} or {@code openblas}) forces one. To add a provider, write its
 * implementations of the parts of this record and a case in {@link KernelChoice#of}, and add it to the providers
 * that the tests of this package compare with the scalar one.
 *
 * @param name recorded with results, for example {@code simd-512} or {@code openblas+simd-256}
 * @param distances distances between two blocks of rows
 * @param rowDistances distances of queries to rows in mapped memory
 * @param blockDistances creates {@link BlockDistances} for a stride; see {@link #blockDistances(int)}
 * @param productsOfBlock creates {@link BlockProducts} for rows of so many columns, null where they would not be
 *     faster; see {@link #blockProducts(int)}
 * @param products bounded single-precision dot products
 * @param selection selection of small values
 */
public record Kernels(
        String name,
        CanonicalDistances distances,
        RowDistances rowDistances,
        IntFunction<BlockDistances> blockDistances,
        @Nullable IntFunction<BlockProducts> productsOfBlock,
        BoundedProducts products,
        Selection selection) {

    /** The system property that forces a provider. */
    public static final String PROPERTY = "dev.icfrr.kernel";

    /** Calls of each loop that {@link #prepare} makes at a time. */
    static final int CALLS = 256;

    /** Steps per call: so few that the JVM compiles the method before the loop alone. */
    static final int SHORT_LOOP = 16;

    /** That many calls of all loops take less if they are compiled, and ten times as long otherwise. */
    private static final long COMPILED_NANOS = 1_000_000;

    /** Enough for a compiler that shares its core. */
    private static final int MOST_TIMES = 40;

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
     * Creates products of one block of rows with many others, for one thread; empty where they would not be faster than
     * canonical distances.
     *
     * @param columns values per row
     */
    public Optional<BlockProducts> blockProducts(int columns) {
        return Optional.ofNullable(productsOfBlock).map(create -> create.apply(columns));
    }

    /**
     * Calls the loops of an exact search until the JVM has compiled them, but not without end. Vector code is slow
     * until it is compiled, and threads that run it delay its compilation. Takes about a millisecond if the loops are
     * compiled already. Changes no result.
     *
     * @param rows single-precision rows whose distances will be computed in place; null for none
     * @param columns values per row
     */
    public void prepare(@Nullable MemorySegment rows, int columns) {
        long nanos = Long.MAX_VALUE;
        for (int times = 0; times < MOST_TIMES && nanos > COMPILED_NANOS; times++) {
            long start = System.nanoTime();
            products.prepare();
            selection.prepare();
            if (rows != null) {
                rowDistances.prepare(rows, columns);
            }
            nanos = System.nanoTime() - start;
        }
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
