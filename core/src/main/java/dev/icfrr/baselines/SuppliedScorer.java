package dev.icfrr.baselines;

import java.util.function.Supplier;

/** {@link QueryScorer} over a supplier of workers. */
record SuppliedScorer(int queries, int gallerySize, Supplier<Worker> workers) implements QueryScorer {

    @Override
    public Worker worker() {
        return workers.get();
    }
}
