package dev.icfrr.spark.knn;

/** How many items a block of the gallery holds. */
public final class BlockSize {
    /** Features of a block at most, unless the user says otherwise: a task holds two, a packed copy, and their lists. */
    private static final long MOST_BYTES = 32L << 20;

    private static final int LEAST_ROWS = 1536;
    /** Core multiplies blocks of so many rows. */
    private static final int MULTIPLE = 192;

    private BlockSize() {}

    /** Large, as each block travels once for each block, but in enough blocks that their pairs keep all cores busy. */
    public static int of(int size, int columns, int cores) {
        double blocks = Math.max(2, Math.ceil(Math.sqrt(8.0 * cores)));
        long rows = Math.clamp((long) Math.ceil(size / blocks), LEAST_ROWS, Math.max(LEAST_ROWS, most(columns)));
        return (int) Math.min(size, Math.ceilDiv(rows, MULTIPLE) * MULTIPLE);
    }

    public static int most(int columns) {
        return Math.clamp(MOST_BYTES / (4L * columns) / MULTIPLE * MULTIPLE, MULTIPLE, 1 << 20);
    }

    /** What a task takes for two blocks, about: features, packed copy, candidates and lists of their rows. */
    public static long taskBytes(int rows, int columns, int wanted) {
        return 2L * rows * (8L * columns + 12L * wanted + 12L * wanted);
    }
}
