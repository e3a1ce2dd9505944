package dev.icfrr.knn;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds most of the nearest items of every item, itself included, in nearby clusters. The rows are stored cluster by
 * cluster in blocks. Each block is compared with more and more of the blocks of the nearest clusters until a sample
 * shows the wanted recall.
 */
final class ApproximateNeighbors {
    private static final int SAMPLE = 400;
    private static final int FIRST_BLOCKS = 8;

    private final Matrix features;
    private final int wanted;
    private final Kernels kernels;
    private final Parallelism parallelism;
    private final @Nullable ProgressListener listener;
    private final DeduplicatedRows distinct;
    private final NearBlocks near;
    private final PackedRows filter;
    private final BlockPairSearch search;

    private ApproximateNeighbors(
            Matrix features,
            int wanted,
            long seed,
            Kernels kernels,
            Parallelism parallelism,
            @Nullable ProgressListener listener) {
        this.features = features;
        this.wanted = wanted;
        this.kernels = kernels;
        this.parallelism = parallelism;
        this.listener = listener;
        distinct = DeduplicatedRows.of(features, parallelism);
        int count = clusters(distinct.count());
        KMeans clusters = new KMeans(
                features,
                distinct,
                count,
                seed,
                kernels,
                parallelism,
                new ProgressMeter(listener, "clusters", KMeans.work(distinct.count(), count)));
        near = new NearBlocks(clusters, seed, parallelism);
        filter = new PackedRows(features, distinct, near.order(), kernels.products(), parallelism);
        search = new BlockPairSearch(features, distinct, filter, Math.min(wanted, filter.count()), kernels, false);
    }

    /**
     * The result of a search.
     *
     * @param recall share of the true neighbors found, estimated on the sample
     * @param sampled items in the sample
     * @param compared share of all pairs of items that were compared
     */
    record Outcome(double recall, int sampled, double compared) {}

    /**
     * Finds the neighbors.
     *
     * @param wanted items per item, the item itself included, 1 .. {@code features.rows()}
     * @param recall share of the true neighbors wanted; missed if it takes more pairs than allowed
     * @param mostCompared share of all blocks that each may be compared with, 0 .. 1
     */
    static Outcome find(
            Matrix features,
            int wanted,
            double recall,
            double mostCompared,
            long seed,
            Kernels kernels,
            Parallelism parallelism,
            @Nullable ProgressListener listener,
            ExactNeighbors.Sink sink) {
        ApproximateNeighbors neighbors =
                new ApproximateNeighbors(features, wanted, seed, kernels, parallelism, listener);
        Outcome outcome = neighbors.compare(recall, mostCompared, seed);
        neighbors.order(sink);
        return outcome;
    }

    /** Returns one cluster per block, and more in small galleries, which have many natural clusters too. */
    private static int clusters(int rows) {
        return (int) Math.min(rows, Math.max(Math.ceilDiv(rows, PackedRows.BLOCK), 4 * Math.sqrt(rows)));
    }

    private Outcome compare(double recall, double mostCompared, long seed) {
        int blocks = filter.blocks();
        ProgressMeter sampling = new ProgressMeter(listener, "sample", Math.min(SAMPLE, filter.count()));
        RecallSample sample = RecallSample.draw(
                features, distinct, filter, SAMPLE, wanted, seed, kernels.distances(), parallelism, sampling);
        // One block may be a short last one, and so not count.
        int least = Math.min(blocks, Math.ceilDiv(wanted, PackedRows.BLOCK) + 1);
        int most = Math.max(least, (int) Math.min(blocks, Math.ceil(mostCompared * blocks)));
        int[][] nearest = near.nearest(most, kernels, parallelism);
        long pairs = 0;
        int done = 0;
        int next = Math.max(least, Math.min(most, FIRST_BLOCKS));
        while (true) {
            BlockPairs more = BlockPairs.near(nearest, done, next);
            search.run(more, parallelism, new ProgressMeter(listener, "products of " + next + " blocks", more.count()));
            pairs += more.count();
            done = next;
            double found = recall(sample);
            if (found >= recall || done == most) {
                return new Outcome(found, sample.positions.length, pairs / (0.5 * blocks * (blocks + 1)));
            }
            next = Math.min(most, done + Math.max(1, done / 2));
        }
    }

    private double recall(RecallSample sample) {
        AtomicLong hits = new AtomicLong();
        parallelism.forEachRow(sample.positions.length, () -> {
            CandidateRefiner order = new CandidateRefiner(features, filter, distinct, kernels);
            int[] nearest = new int[wanted];
            double[] squared = new double[wanted];
            return i -> {
                int position = sample.positions[i];
                order.nearest(position, search.candidates(position, order), nearest);
                order.squaredTo(position, nearest, squared);
                hits.addAndGet(sample.hits(i, squared, wanted));
            };
        });
        return hits.get() / ((double) wanted * sample.positions.length);
    }

    private void order(ExactNeighbors.Sink sink) {
        ProgressMeter progress = new ProgressMeter(listener, "order", filter.count());
        parallelism.forEachRow(filter.count(), () -> {
            CandidateRefiner order = new CandidateRefiner(features, filter, distinct, kernels);
            int[] nearest = new int[wanted];
            return position -> {
                order.nearest(position, search.takeAll(position, order), nearest);
                int group = filter.group(position);
                for (int member = 0; member < distinct.size(group); member++) {
                    sink.accept(distinct.member(group, member), nearest);
                }
                progress.add(1);
            };
        });
    }
}
