package dev.icfrr.baselines;

import dev.icfrr.distance.DistanceSource;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * A {@link QueryScorer} over a supplier of workers.
 *
 * @param queries number of queries, Q
 * @param gallerySize number of gallery items, G
 * @param workers creates a worker for one thread
 */
record SuppliedScorer(int queries, int gallerySize, Supplier<Worker> workers) implements QueryScorer {

    /** Creates a scorer whose scores are a function of the distances. */
    static SuppliedScorer byDistance(DistanceSource distances, DoubleUnaryOperator score) {
        int size = distances.gallerySize();
        return new SuppliedScorer(distances.queries(), size, () -> {
            DistanceSource.Reader reader = distances.reader();
            return (first, end, into) -> {
                reader.read(first, end, into);
                for (int i = 0; i < (end - first) * size; i++) {
                    into[i] = score.applyAsDouble(into[i]);
                }
            };
        });
    }

    @Override
    public Worker worker() {
        return workers.get();
    }
}
