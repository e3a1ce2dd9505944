package dev.icfrr.baselines;

import dev.icfrr.distance.QueryGalleryDistances;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.sort.ScoreSort;

/** Scores gallery items for queries, a few queries at a time, so that the Q x G scores never exist at once. */
public interface QueryScorer {

    /** Returns the number of queries, Q. */
    int queries();

    /** Returns the number of gallery items, G. */
    int gallerySize();

    /** Creates a worker for one thread, with its own scratch memory. */
    Worker worker();

    /** Scores queries in one thread. */
    @FunctionalInterface
    interface Worker {

        /**
         * Scores queries {@code [first, end)}; larger is better.
         *
         * @param into row-major, {@code (end - first) x G}, filled from index 0 with finite values
         */
        void score(int first, int end, double[] into);
    }

    /** Scores all queries. The result does not depend on the number of threads. */
    default void scoreAll(ScoreSink sink, Parallelism parallelism) {
        int size = gallerySize();
        int atATime = QueryGalleryDistances.queriesAtATime(queries(), size, parallelism);
        parallelism.forEachBlock(queries(), atATime, () -> {
            Worker worker = worker();
            double[] block = new double[Math.multiplyExact(atATime, size)];
            double[] scores = new double[size];
            return (first, end) -> {
                worker.score(first, end, block);
                for (int query = first; query < end; query++) {
                    System.arraycopy(block, (query - first) * size, scores, 0, size);
                    sink.accept(query, scores);
                }
            };
        });
    }

    /** Ranks the gallery for all queries: best score first, equal scores by gallery index. */
    default void rankAll(OrderSink sink, Parallelism parallelism) {
        ThreadLocal<ScoreSort> sorts = ThreadLocal.withInitial(() -> new ScoreSort(gallerySize()));
        scoreAll((query, scores) -> sink.accept(query, sorts.get().descending(scores, scores.length)), parallelism);
    }
}
