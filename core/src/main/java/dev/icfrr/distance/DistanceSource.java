package dev.icfrr.distance;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.function.Supplier;

/**
 * The distances of Q queries to a gallery of G items, smaller is nearer: stored, or computed from features. They are
 * read a few queries at a time, so Q x G of them never have to exist at once. Immutable and safe to share between
 * threads.
 */
public interface DistanceSource {

    /**
     * Returns distances that are stored in a matrix.
     *
     * @param distances Q x G
     */
    static DistanceSource stored(Matrix distances) {
        return new StoredDistances(distances);
    }

    /**
     * Returns the Euclidean distances between features. They are computed when they are read, see
     * {@link QueryGalleryDistances}.
     *
     * @param queries Q x D
     * @param gallery G x D
     * @throws IllegalArgumentException if the features of queries and gallery differ in length
     */
    static DistanceSource between(Matrix queries, Matrix gallery) {
        return new FeatureDistances(queries, gallery);
    }

    /** Returns the number of queries, Q. */
    int queries();

    /** Returns the number of gallery items, G. */
    int gallerySize();

    /**
     * Returns the distances of some queries, in the order given; nothing is copied.
     *
     * @throws IndexOutOfBoundsException if there is no such query
     */
    DistanceSource select(int[] queries);

    /** Returns how many queries to read per call so that reading is fast and all threads have work. */
    int queriesAtATime(Parallelism parallelism);

    /**
     * Returns about how many bytes outside the Java heap {@link #forEachBounded} takes for a copy of the gallery that
     * all threads share; 0 if it makes none.
     */
    default long packedBytes(Parallelism parallelism) {
        return 0;
    }

    /** Returns a reader for one thread. */
    Reader reader();

    /** Reads distances into the memory of one thread. */
    @FunctionalInterface
    interface Reader {

        /**
         * Reads the distances of queries {@code [first, end)}.
         *
         * @param rows filled from index 0, row-major, {@code (end - first) x G}
         * @throws IllegalArgumentException if a distance or feature is not finite, naming the row and column
         */
        void read(int first, int end, double[] rows);
    }

    /** Receives the distances of one query. */
    @FunctionalInterface
    interface RowWorker {

        /**
         * Works on one query.
         *
         * @param distances G distances; the array is reused for the next query
         */
        void accept(int query, double[] distances);
    }

    /** Receives the bounded distances of one query. */
    @FunctionalInterface
    interface BoundedWorker {

        /**
         * Works on one query.
         *
         * @param distances the object is reused for the next query
         */
        void accept(int query, BoundedDistances distances);
    }

    /** Receives the distances of a block of queries. */
    @FunctionalInterface
    interface BlockWorker {

        /**
         * Works on queries {@code [first, end)}.
         *
         * @param rows row-major from index 0; the array is reused for the next block
         */
        void accept(int first, int end, double[] rows);
    }

    /**
     * Reads all queries in blocks and returns when all are done.
     *
     * @param worker called once per thread; the returned worker receives the blocks of that thread
     */
    default void forEachBlock(Parallelism parallelism, Supplier<BlockWorker> worker) {
        int atATime = queriesAtATime(parallelism);
        parallelism.forEachBlock(queries(), atATime, () -> {
            Reader reader = reader();
            double[] rows = new double[Math.multiplyExact(atATime, gallerySize())];
            BlockWorker blockWorker = worker.get();
            return (first, end) -> {
                reader.read(first, end, rows);
                blockWorker.accept(first, end, rows);
            };
        });
    }

    /**
     * Reads all queries and returns when all are done.
     *
     * @param worker called once per thread; the returned worker receives the queries of that thread
     */
    default void forEachRow(Parallelism parallelism, Supplier<RowWorker> worker) {
        int size = gallerySize();
        forEachBlock(parallelism, () -> {
            RowWorker rowWorker = worker.get();
            double[] row = new double[size];
            return (first, end, rows) -> {
                if (rows.length == size) {
                    rowWorker.accept(first, rows);
                    return;
                }
                for (int query = first; query < end; query++) {
                    System.arraycopy(rows, (query - first) * size, row, 0, size);
                    rowWorker.accept(query, row);
                }
            };
        });
    }

    /**
     * Reads bounded distances of all queries and returns when all are done. They are canonical where that is as fast.
     *
     * @param worker called once per thread; the returned worker receives the queries of that thread
     */
    default void forEachBounded(Parallelism parallelism, Supplier<BoundedWorker> worker) {
        forEachRow(parallelism, () -> {
            BoundedWorker boundedWorker = worker.get();
            return (query, row) -> boundedWorker.accept(query, BoundedDistances.canonical(row));
        });
    }
}
