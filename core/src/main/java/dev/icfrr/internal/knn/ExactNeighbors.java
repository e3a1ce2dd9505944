package dev.icfrr.internal.knn;

import dev.icfrr.Matrix;
import dev.icfrr.Parallelism;
import dev.icfrr.ProgressListener;
import dev.icfrr.internal.ProgressMeter;
import dev.icfrr.internal.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** The exact nearest items of every item of a gallery, the item itself among them. */
public final class ExactNeighbors {
    private ExactNeighbors() {}

    /** Receives the nearest items of an item, from any thread; the array is reused. */
    @FunctionalInterface
    public interface Sink {
        void accept(int item, int[] nearest);
    }

    /**
     * Finds them.
     *
     * @param features at least one row
     * @param wanted items per item, the item itself included, 1 .. {@code features.rows()}
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     */
    public static void find(
            Matrix features,
            int wanted,
            Kernels kernels,
            Parallelism parallelism,
            @Nullable ProgressListener listener,
            Sink sink) {
        DistinctRows distinct = DistinctRows.of(features, parallelism);
        FilterRows filter = new FilterRows(features, distinct, kernels.products(), parallelism);
        int wantedDistinct = Math.min(wanted, distinct.count());
        SymmetricSearch search = new SymmetricSearch(features, distinct, filter, wantedDistinct, kernels);
        search.run(parallelism, new ProgressMeter(listener, "products", search.work()));
        ProgressMeter progress = new ProgressMeter(listener, "order", features.rows());
        parallelism.forEachRow(filter.count(), () -> {
            ExactOrder order = new ExactOrder(features, filter, distinct, kernels.distances());
            int[] nearest = new int[wanted];
            return position -> {
                order.nearest(position, search.take(position, order), nearest);
                int group = filter.group(position);
                for (int i = 0; i < distinct.size(group); i++) {
                    sink.accept(distinct.member(group, i), nearest);
                }
                progress.add(distinct.size(group));
            };
        });
    }
}
