package dev.icfrr.knn;

import dev.icfrr.knn.exact.ExactNeighbors;
import dev.icfrr.knn.exact.ProjectedRows;

/**
 * An estimate of the memory that finding neighbors takes.
 *
 * @param heap bytes of Java heap, with what the JVM and the libraries take
 * @param lists bytes of the lists outside it
 */
public record KnnMemory(long heap, long lists) {
    /** Nothing: the lists are there already. */
    public static final KnnMemory NONE = new KnnMemory(0, 0);

    /** The JVM and the libraries. */
    private static final long BASE = 64L << 20;

    /** Packed rows' norms, limits and the objects around candidates. */
    private static final long BYTES_PER_ITEM = 160;

    /**
     * Estimates {@link KnnGraphBuilder#exact}.
     *
     * @param size number of gallery items
     * @param columns length of a feature
     */
    public static KnnMemory ofFeatures(int size, int columns, int kg) {
        long candidates = ExactNeighbors.candidatesPerRow(size, Math.min(kg, size - 1) + 1);
        // A candidate is a float and an int.
        long values = (long) columns + ProjectedRows.mostValues(size, columns);
        long perItem = 4 * values + 8 * candidates + BYTES_PER_ITEM;
        return new KnnMemory(BASE + size * perItem, lists(size, kg));
    }

    /**
     * Estimates {@link KnnGraphBuilder#approximate}. More memory, up to four times the features, makes it faster.
     *
     * @param size number of gallery items
     * @param columns length of a feature
     */
    public static KnnMemory ofApproximate(int size, int columns, int kg) {
        KnnMemory others = withCheckpoint(size, columns, kg);
        return new KnnMemory(others.heap + 2L * Integer.BYTES * size * Math.min(kg + 1, size), others.lists);
    }

    /** Estimates an approximate search with a checkpoint, which keeps what the first step found in files. */
    public static KnnMemory withCheckpoint(int size, int columns, int kg) {
        // Centers, in double precision while they are computed.
        long perItem = BYTES_PER_ITEM + columns / 16;
        return new KnnMemory(3 * BASE + size * perItem, lists(size, kg));
    }

    /** Estimates {@link #ofApproximate} or {@link #ofFeatures}. */
    public static KnnMemory of(int size, int columns, int kg, boolean approximate) {
        return approximate ? ofApproximate(size, columns, kg) : ofFeatures(size, columns, kg);
    }

    /**
     * Estimates {@link KnnGraphBuilder#fromDistances}: a few rows per thread.
     *
     * @param size number of gallery items
     */
    public static KnnMemory ofDistances(int size, int kg, int threads) {
        return new KnnMemory(BASE + 32L * size * threads, lists(size, kg));
    }

    private static long lists(int size, int kg) {
        return (long) size * Math.min(kg, size - 1) * NeighborLists.bytesPerId(size);
    }
}
