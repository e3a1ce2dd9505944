package dev.icfrr.spark.knn;

/** Chooses the number of items per block of the gallery. */
public final class BlockSize {
    /**
     * Limit of the features of a block unless the user sets another. A task holds two blocks, packed copies and their
     * lists.
     */
    private static final long MOST_BYTES = 32L << 20;

    /** Limit of half of the features of a task that searches a piece. */
    private static final long MOST_PIECE_BYTES = 64L << 20;

    private static final int MOST_PIECE_ROWS = 1 << 18;
    private static final int LEAST_PIECE_ROWS = 1 << 14;
    private static final int PIECES = 32;

    private static final int LEAST_ROWS = 1536;
    /** Core multiplies blocks of this many rows. */
    private static final int MULTIPLE = 192;

    private BlockSize() {}

    /**
     * Returns large blocks, because each block travels to each other, but enough of them that pairs keep all cores
     * busy.
     */
    public static int of(int size, int columns, int cores) {
        double blocks = Math.max(2, Math.ceil(Math.sqrt(8.0 * cores)));
        long rows = Math.clamp((long) Math.ceil(size / blocks), LEAST_ROWS, Math.max(LEAST_ROWS, most(columns)));
        return (int) Math.min(size, Math.ceilDiv(rows, MULTIPLE) * MULTIPLE);
    }

    /** Returns the limit for features of a length. */
    public static int most(int columns) {
        return Math.clamp(MOST_BYTES / (4L * columns) / MULTIPLE * MULTIPLE, MULTIPLE, 1 << 20);
    }

    /**
     * Returns half of the number of items in a task of an approximate search. Large pieces have fewer visitors. But
     * there are enough pieces for many cores. The number of cores does not count, because the lists depend on the
     * pieces.
     */
    static int ofPiece(int size, int columns) {
        long most = Math.max(LEAST_PIECE_ROWS, MOST_PIECE_BYTES / (4L * columns) / MULTIPLE * MULTIPLE);
        return (int) Math.clamp(size / PIECES, LEAST_PIECE_ROWS, Math.min(most, MOST_PIECE_ROWS));
    }

    /** Estimates the memory of a task for two blocks: features, packed copies, candidates and lists. */
    public static long taskBytes(int rows, int columns, int wanted) {
        return 2L * rows * (8L * columns + 12L * wanted + 12L * wanted);
    }

    /**
     * Estimates the memory of a task for a piece: features as they arrive, in one array and packed, lists as they are
     * found, with distances, and cut.
     */
    static long pieceBytes(long rows, int columns, int wanted) {
        return rows * (3L * 4 * columns + (4L + 12 + 12) * wanted);
    }
}
