package dev.icfrr.knn;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The distances of the true neighbors of sampled rows, to estimate the recall of an approximation. */
final class RecallSample {
    /** Clusters that a thread compares the sample with at a time. */
    private static final int CLUSTERS = 64;

    final int[] positions;
    private final double[] farthest;

    private RecallSample(int[] positions, double[] farthest) {
        this.positions = positions;
        this.farthest = farthest;
    }

    /**
     * Compares {@code size} rows drawn by the seed with all others.
     *
     * @param search creates a search for a thread
     * @param progress receives the number of clusters
     */
    static RecallSample draw(
            ClusterOrder order,
            Supplier<RowSearch> search,
            int size,
            int wanted,
            long seed,
            Parallelism parallelism,
            ProgressMeter progress) {
        int rows = order.order().length;
        int[] positions = new SplittableRandom(seed)
                .ints(0, rows)
                .distinct()
                .limit(Math.min(size, rows))
                .toArray();
        int[] all = IntStream.range(0, positions.length).toArray();
        double[][] nearest = new double[positions.length][0];
        parallelism.forEachBlock(order.clusters(), CLUSTERS, () -> {
            RowSearch own = search.get();
            int[] items = new int[wanted];
            double[] squared = new double[wanted];
            return (first, end) -> {
                own.start(positions);
                for (int place = first; place < end; place++) {
                    own.compare(all, all.length, place);
                }
                for (int i = 0; i < positions.length; i++) {
                    int filled = own.refiner().nearest(positions[i], own.candidates(i), items, squared);
                    synchronized (nearest) {
                        nearest[i] = smallest(nearest[i], squared, filled, wanted);
                    }
                }
                progress.add(end - first);
            };
        });
        return new RecallSample(
                positions,
                Arrays.stream(nearest).mapToDouble(found -> found[wanted - 1]).toArray());
    }

    private static double[] smallest(double[] some, double[] others, int count, int wanted) {
        double[] all = Arrays.copyOf(some, some.length + count);
        System.arraycopy(others, 0, all, some.length, count);
        Arrays.sort(all);
        return Arrays.copyOf(all, Math.min(all.length, wanted));
    }

    /** Returns how many of the found items are no farther than the farthest true neighbor of a sampled row. */
    int hits(int sample, double[] squaredOfFound, int count) {
        int hits = 0;
        for (int i = 0; i < count; i++) {
            hits += squaredOfFound[i] <= farthest[sample] ? 1 : 0;
        }
        return hits;
    }
}
