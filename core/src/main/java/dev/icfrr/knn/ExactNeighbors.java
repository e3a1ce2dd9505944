package dev.icfrr.knn;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.util.BitSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Finds the exact nearest items of every item of a gallery, itself included. */
final class ExactNeighbors {
    /** At most one unsure row in so many gets all canonical distances; more are searched again. */
    private static final int FEW = 256;

    private final Matrix features;
    private final int wanted;
    private final Kernels kernels;
    private final Parallelism parallelism;
    private final @Nullable ProgressListener listener;
    private final Sink sink;
    private final DeduplicatedRows distinct;
    private final PackedRows filter;

    /** Receives the nearest items of an item, from any thread; the array is reused. */
    @FunctionalInterface
    interface Sink {
        void accept(int item, int[] nearest);
    }

    private ExactNeighbors(
            Matrix features,
            int wanted,
            Kernels kernels,
            Parallelism parallelism,
            @Nullable ProgressListener listener,
            Sink sink) {
        this.features = features;
        this.wanted = wanted;
        this.kernels = kernels;
        this.parallelism = parallelism;
        this.listener = listener;
        this.sink = sink;
        distinct = DeduplicatedRows.of(features, parallelism);
        int[] order = PackedRows.scattered(distinct.count());
        filter = new PackedRows(features, distinct, order, kernels.products(), parallelism);
    }

    /**
     * Returns how many candidates, a float and an int each, are kept per row during the search.
     *
     * @param rows of the features
     * @param wanted as for {@link #find}
     */
    static int candidatesPerRow(int rows, int wanted) {
        return BlockPairSearch.capacity(rows, wanted);
    }

    /**
     * Finds the neighbors.
     *
     * @param features at least one row
     * @param wanted items per item, the item itself included, 1 .. {@code features.rows()}
     * @param listener receives progress, or null
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     */
    static void find(
            Matrix features,
            int wanted,
            Kernels kernels,
            Parallelism parallelism,
            @Nullable ProgressListener listener,
            Sink sink) {
        new ExactNeighbors(features, wanted, kernels, parallelism, listener, sink).find();
    }

    private void find() {
        int[] unsure = search(null);
        if (unsure.length > 0 && unsure.length <= Math.max(FEW, filter.count() / FEW)) {
            order(unsure, "order again", order -> position -> Candidates.all(filter.count()));
        } else if (unsure.length > 0) {
            search(unsure);
        }
    }

    /**
     * Passes the neighbors of all positions, or of the unsure ones, to the sink and returns the positions still unsure.
     */
    private int[] search(int @Nullable [] unsure) {
        boolean estimating = unsure == null;
        int wantedDistinct = Math.min(wanted, filter.count());
        BlockPairSearch search = new BlockPairSearch(features, distinct, filter, wantedDistinct, kernels, estimating);
        BlockPairs pairs = BlockPairs.all(filter.blocks());
        String stage = estimating ? "products" : "products again";
        search.run(pairs, parallelism, new ProgressMeter(listener, stage, pairs.count()));
        return order(
                unsure == null ? search.byLikeness() : unsure,
                estimating ? "order" : "order again",
                order -> position -> search.take(position, order));
    }

    private interface CandidatesByOrder {
        IntFunction<@Nullable Candidates> using(CandidateRefiner order);
    }

    private int[] order(int[] of, String stage, CandidatesByOrder candidates) {
        ProgressMeter progress = new ProgressMeter(listener, stage, of.length);
        BitSet unsure = new BitSet();
        parallelism.forEachRow(of.length, () -> {
            CandidateRefiner order = new CandidateRefiner(features, filter, distinct, kernels.distances());
            IntFunction<@Nullable Candidates> byPosition = candidates.using(order);
            int[] nearest = new int[wanted];
            return i -> {
                int position = of[i];
                Candidates found = byPosition.apply(position);
                if (found == null) {
                    synchronized (unsure) {
                        unsure.set(position);
                    }
                } else {
                    order.nearest(position, found, nearest);
                    int group = filter.group(position);
                    for (int member = 0; member < distinct.size(group); member++) {
                        sink.accept(distinct.member(group, member), nearest);
                    }
                }
                progress.add(1);
            };
        });
        return unsure.stream().toArray();
    }
}
