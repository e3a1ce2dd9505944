package dev.icfrr.knn;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.approximate.ApproximateNeighbors;
import dev.icfrr.knn.approximate.BoundedNeighbors;
import dev.icfrr.knn.approximate.KnnCheckpoint;
import dev.icfrr.knn.approximate.NeededNeighbors;
import dev.icfrr.knn.approximate.SearchGoal;
import dev.icfrr.knn.rows.DistancesToRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Finds most of the nearest items of every item of a block, by the search of {@link KnnGraphBuilder#approximate}. */
public final class ApproximateCandidates {
    /** In fewer rows, comparing all pairs takes less time than looking for clusters. */
    private static final int LEAST_ROWS = 12_000;

    private ApproximateCandidates() {}

    /**
     * Finds the nearest items of every item of a block among the items of the block. Blocks of a few thousand items are
     * searched exactly. The result depends on features and seed, not on threads.
     *
     * @param wanted how many at most, the item itself included: KG + 1 for a graph
     * @param recall share of the nearest items that is wanted, above 0 and at most 1
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     */
    public static KnnCandidates within(
            FeatureBlock part, int wanted, double recall, long seed, Parallelism parallelism) {
        SearchGoal goal = new SearchGoal(wanted, recall, 1, seed);
        if (part.size() < LEAST_ROWS || wanted >= part.size()) {
            return KnnCandidates.within(part, wanted, parallelism);
        }
        int[] neighbors = new int[Math.multiplyExact(part.size(), wanted)];
        Kernels kernels = Kernels.get();
        try {
            ApproximateNeighbors.find(
                    part.features(),
                    goal,
                    execution(parallelism),
                    KnnCheckpoint.NONE,
                    (row, nearest) -> System.arraycopy(nearest, 0, neighbors, row * wanted, wanted));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        double[] squared = squared(part.features(), neighbors, wanted, kernels, parallelism);
        int[] items = part.items();
        Arrays.setAll(neighbors, i -> items[neighbors[i]]);
        int[] starts = new int[items.length + 1];
        Arrays.setAll(starts, i -> i * wanted);
        return KnnCandidates.of(items, starts, neighbors, squared);
    }

    /**
     * Finds the neighbors that items of a block still need among the items of the block. Blocks of a few thousand items
     * are searched exactly. The result depends on features, needs and seed, not on threads.
     *
     * @param needed what the items need, by row
     * @param wanted how many per item at most: no list becomes longer in the end
     * @param recall share of the needed neighbors that is wanted, above 0 and at most 1
     * @return lists of the items that found something
     * @throws IllegalArgumentException if there is no bound for each row, or features are not finite or leave the range
     *     of squared doubles
     */
    public static KnnCandidates needed(
            FeatureBlock part, NeededNeighbors needed, int wanted, double recall, long seed, Parallelism parallelism) {
        if (needed.bounds().length != part.size()) {
            throw new IllegalArgumentException(needed.bounds().length + " bounds do not fit " + part.size() + " items");
        }
        // In fewer dimensions, bounds let too much pass.
        SearchGoal goal = new SearchGoal(wanted, recall, 1, seed, Integer.MAX_VALUE);
        int[][] nearest = new int[part.size()][];
        double[][] squared = new double[part.size()][];
        int[] items = part.items();
        BoundedNeighbors.Sink sink = (row, found, distances, count) -> {
            nearest[row] =
                    Arrays.stream(found, 0, count).map(other -> items[other]).toArray();
            squared[row] = Arrays.copyOf(distances, count);
        };
        if (part.size() > 0 && (part.size() < LEAST_ROWS || wanted >= part.size())) {
            BoundedNeighbors.findExactly(part.features(), needed, wanted, execution(parallelism), sink);
        } else if (part.size() > 0) {
            try {
                BoundedNeighbors.find(part.features(), needed, goal, execution(parallelism), sink);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        int[] rows = IntStream.range(0, items.length)
                .filter(row -> nearest[row] != null)
                .toArray();
        return KnnCandidates.concatenated(
                Arrays.stream(rows).map(row -> items[row]).toArray(),
                Arrays.stream(rows).mapToObj(row -> nearest[row]).toArray(int[][]::new),
                Arrays.stream(rows).mapToObj(row -> squared[row]).toArray(double[][]::new));
    }

    private static Execution execution(Parallelism parallelism) {
        return new Execution(Kernels.get(), parallelism, null);
    }

    /** Returns the distances of all rows to the rows on their lists. */
    private static double[] squared(
            Matrix features, int[] neighbors, int wanted, Kernels kernels, Parallelism parallelism) {
        double[] squared = new double[neighbors.length];
        parallelism.forEachRow(features.rows(), () -> {
            DistancesToRows distances = new DistancesToRows(features, kernels);
            FeatureRows rows = new FeatureRows(features);
            double[] own = new double[rows.stride()];
            double[] toOthers = new double[wanted];
            return row -> {
                rows.loadUnchecked(row, own, 0);
                int[] others = Arrays.copyOfRange(neighbors, row * wanted, (row + 1) * wanted);
                distances.squared(own, others, wanted, toOthers);
                System.arraycopy(toOthers, 0, squared, row * wanted, wanted);
            };
        });
        return squared;
    }
}
