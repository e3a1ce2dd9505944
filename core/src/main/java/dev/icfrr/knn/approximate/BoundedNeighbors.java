package dev.icfrr.knn.approximate;

import dev.icfrr.knn.exact.PartNeighbors;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.DistanceOrder;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds most of the neighbors that rows still need. A row is compared with the rows of the clusters nearest to it,
 * which serves them as well, and goes on only while that brings what it needs. A sample of the rows shows how far rows
 * must go.
 */
public final class BoundedNeighbors {
    private static final int SAMPLE = 400;
    /** Share of what may be missed that is missed because clusters are left out. */
    private static final double OUT_OF_REACH = 0.4;
    /** Most pairs of the sample whose meeting is tried. */
    private static final int SAMPLED_PAIRS = 4096;
    /** Share of the heap that the rows of a unit and their candidates may take. */
    private static final int SHARE_OF_HEAP = 8;

    private static final int LEAST_UNIT_ROWS = 1 << 12;
    private static final int MOST_UNIT_ROWS = 1 << 16;

    private final NeededNeighbors needed;
    private final SearchGoal goal;
    private final Execution execution;
    private final Parallelism parallelism;
    private final DeduplicatedRows distinct;
    private final NeedsOfGroups needs;
    private final ClusteredRows clustered;
    private final PositionNeeds all;
    private final NeededSample sample;
    /** The position of each group. */
    private final int[] positionOf;

    private final ClusterReach reach;

    private BoundedNeighbors(Matrix features, NeededNeighbors needed, SearchGoal goal, Execution execution)
            throws IOException {
        this.needed = needed;
        this.goal = goal;
        this.execution = execution;
        parallelism = execution.parallelism();
        distinct = DeduplicatedRows.of(features, parallelism);
        needs = new NeedsOfGroups(needed, distinct);
        clustered = new ClusteredRows(features, distinct, goal, execution, KnnCheckpoint.NONE, "needed neighbors");
        all = PositionNeeds.of(clustered.storedRows(), needs);
        sample = NeededSample.draw(features, distinct, needs, SAMPLE, SAMPLED_PAIRS, goal, execution);
        positionOf = RecallSample.positionOf(clustered.order());
        reach = clustered.reach(all, needs, sample, positionOf, OUT_OF_REACH * (1 - goal.recall()));
    }

    /** Receives the neighbors of a row, from any thread; the arrays are reused. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Receives the list of one row.
         *
         * @param nearest rows by (squared distance, row)
         * @param squared canonical squared distances to them
         * @param count how many elements of both arrays are valid, at least 1
         */
        void accept(int row, int[] nearest, double[] squared, int count);
    }

    /**
     * Finds the neighbors.
     *
     * @param features at least one row
     * @param needed what rows need
     * @param goal the recall is the share of the needed neighbors to find; there is no second step
     * @param sink receives the lists that hold something
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     * @throws IOException never, because no file is written
     */
    public static void find(Matrix features, NeededNeighbors needed, SearchGoal goal, Execution execution, Sink sink)
            throws IOException {
        BoundedNeighbors search = new BoundedNeighbors(features, needed, goal, execution);
        search.deliver(search.pairs(search.plan()), sink);
    }

    /**
     * Finds the neighbors by comparing all pairs.
     *
     * @param features at least one row
     * @param wanted how many per row at most, needed or not
     */
    public static void findExactly(
            Matrix features, NeededNeighbors needed, int wanted, Execution execution, Sink sink) {
        PartNeighbors.find(
                features,
                null,
                wanted,
                execution.kernels(),
                execution.parallelism(),
                (row, nearest, squared, count) -> {
                    int[] rows = Arrays.copyOf(nearest, count);
                    double[] distances = Arrays.copyOf(squared, count);
                    int kept = needed.keep(row, rows, distances, count);
                    if (kept > 0) {
                        sink.accept(row, rows, distances, kept);
                    }
                });
    }

    private BoundedPlan plan() {
        return new BoundedTrial(clustered, sample, positionOf, needs, all, reach, goal, parallelism)
                .plan(goal.recall());
    }

    private FoundPairs.Lists pairs(BoundedPlan plan) {
        int rows = distinct.count();
        ProgressMeter progress = execution.progress("rows", rows);
        List<FoundPairs> found = new ArrayList<>();
        parallelism.forEachBlock(rows, unit(), () -> {
            FoundPairs pairs = new FoundPairs();
            synchronized (found) {
                found.add(pairs);
            }
            StagedSearch search = clustered.newBoundedSearch(plan.most(), needs, all, reach, pairs);
            return (first, end) -> {
                search.start(IntStream.range(first, end).toArray());
                search.run(plan.stages(), (stage, gained, compared) -> plan.goesOn(stage, gained));
                for (int position = first; position < end; position++) {
                    Candidates own = search.rows().candidates(position - first);
                    for (int i = 0; i < own.count; i++) {
                        pairs.add(position, own.positions[i]);
                    }
                }
                progress.add(end - first);
            };
        });
        return FoundPairs.join(found, rows);
    }

    /** Returns how many rows a thread searches at a time. The more, the more of them meet the same cluster. */
    private int unit() {
        long inHeap = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / clustered.bytesPerRow();
        int largest = Math.clamp(inHeap / parallelism.threads(), LEAST_UNIT_ROWS, MOST_UNIT_ROWS);
        return Math.clamp(Math.ceilDiv(distinct.count(), parallelism.threads()), PackedRows.BLOCK, largest);
    }

    /** Sorts the lists and passes them to a sink, also those of equal rows. */
    private void deliver(FoundPairs.Lists pairs, Sink sink) {
        int wanted = goal.wanted();
        int[] order = clustered.order();
        parallelism.forEachRow(distinct.count(), () -> {
            DistanceOrder exact = clustered.rowOrder().newOrder();
            int[] found = new int[wanted];
            double[] squaredOfFound = new double[wanted];
            int[] nearest = new int[wanted];
            double[] squared = new double[wanted];
            return position -> {
                int[] others = pairs.of(position);
                if (others.length == 0) {
                    return;
                }
                int all = exact.nearest(position, others, others.length, found, squaredOfFound);
                int group = order[position];
                for (int member = 0; member < distinct.size(group); member++) {
                    int row = distinct.member(group, member);
                    System.arraycopy(found, 0, nearest, 0, all);
                    System.arraycopy(squaredOfFound, 0, squared, 0, all);
                    int count = needed.keep(row, nearest, squared, all);
                    if (count > 0) {
                        sink.accept(row, nearest, squared, count);
                    }
                }
            };
        });
    }
}
