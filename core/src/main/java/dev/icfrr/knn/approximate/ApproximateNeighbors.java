package dev.icfrr.knn.approximate;

import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.NeighborSink;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds most of the nearest items of every item, itself included. First a row is compared with the rows of the clusters
 * nearest to it. In large galleries, it then meets the nearest rows of its nearest rows. A sample shows how many
 * clusters that takes. Rows are searched part by part, and a checkpoint keeps the parts.
 */
public final class ApproximateNeighbors {
    private static final int SAMPLE = 400;
    /** From so many rows on, a search in fewer dimensions and a second step save time. */
    public static final int LARGE = 1 << 17;
    /** Most rows of a part that a checkpoint keeps. */
    private static final int PART_ROWS = 1 << 19;

    private static final int LEAST_PARTS = 8;
    /** Most rows that are searched at a time. The more a thread searches, the more of them meet the same cluster. */
    private static final int ROWS_AT_A_TIME = 1 << 19;
    /** Share of the heap that these rows and their candidates may take. */
    private static final int SHARE_OF_HEAP = 4;
    /** Most pairs of a row and a cluster that a thread keeps at a time. */
    private static final int PAIRS_AT_A_TIME = 1 << 26;

    /** The serial collector gives back more of the free heap in each of this many collections in a row. */
    private static final int COLLECTIONS = 4;

    private static final int LEAST_UNIT_ROWS = 1 << 12;
    private static final int UNITS = 32;

    private final Matrix features;
    private final SearchGoal goal;
    private final int wanted;
    private final Execution execution;
    private final Parallelism parallelism;
    private final KnnCheckpoint checkpoint;
    private final DeduplicatedRows distinct;
    private final boolean isLarge;
    /** Describes inputs and settings. */
    private final String description;
    /** Of how many of its nearest rows a row meets the nearest. */
    private final int neighbors;

    private ApproximateNeighbors(Matrix features, SearchGoal goal, Execution execution, KnnCheckpoint checkpoint) {
        this.features = features;
        this.goal = goal;
        wanted = goal.wanted();
        this.execution = execution;
        parallelism = execution.parallelism();
        this.checkpoint = checkpoint;
        distinct = DeduplicatedRows.of(features, parallelism);
        isLarge = distinct.count() >= goal.large();
        neighbors = isLarge ? NearestOfNearest.NEIGHBORS : 0;
        description = "%d x %d features, fingerprint %016x; %d nearest, recall %s of at most %s, seed %d"
                .formatted(
                        features.rows(),
                        features.columns(),
                        distinct.fingerprint(),
                        wanted,
                        goal.recall(),
                        goal.mostCompared(),
                        goal.seed());
    }

    /**
     * The result of a search.
     *
     * @param recall share of the true neighbors found, estimated on the sample
     * @param sampled items in the sample
     * @param compared share of all items that an item was compared with, estimated on the sample
     */
    public record Outcome(double recall, int sampled, double compared) {}

    /**
     * Finds the neighbors.
     *
     * @param goal with at most {@code features.rows()} items per item
     * @param checkpoint keeps what was found
     * @throws IOException if the checkpoint cannot be read or written
     */
    public static Outcome find(
            Matrix features, SearchGoal goal, Execution execution, KnnCheckpoint checkpoint, NeighborSink sink)
            throws IOException {
        ApproximateNeighbors search = new ApproximateNeighbors(features, goal, execution, checkpoint);
        FirstStep first = search.firstStep();
        if (search.isLarge && checkpoint.keeps()) {
            giveBackHeap();
            first.rows().readInAnyOrder();
        }
        search.sort(first, sink);
        SearchPlan plan = first.plan();
        return new Outcome(
                (double) plan.hits() / ((long) goal.wanted() * plan.sampled()),
                plan.sampled(),
                (double) plan.compared() / plan.sampled() / search.distinct.count());
    }

    /** Frees memory for the mapped files of a checkpoint: the second step reads from anywhere in them. */
    private static void giveBackHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
    }

    /**
     * The result of the first step. The packed rows are not part of it, so that their memory is free in the second.
     *
     * @param lists the nearest rows found so far
     * @param length of a list
     */
    private record FirstStep(SearchPlan plan, FoundParts lists, int length, RowOrder rows) {}

    private FirstStep firstStep() throws IOException {
        ClusteredRows clustered = new ClusteredRows(features, distinct, goal, execution, checkpoint, description);
        SearchPlan plan = plan(clustered);
        return new FirstStep(plan, search(clustered, plan), clustered.length(), clustered.rowOrder());
    }

    private SearchPlan plan(ClusteredRows clustered) throws IOException {
        Optional<int[]> kept = checkpoint.read("plan");
        if (kept.isPresent()) {
            return SearchPlan.of(kept.get());
        }
        RecallSample sample = RecallSample.draw(features, distinct, SAMPLE, goal, execution);
        SearchPlan plan = new PlanTrial(clustered, sample, goal, neighbors, parallelism).plan();
        int[] values = plan.values();
        checkpoint.write("plan", values, values.length);
        return plan;
    }

    private int partRows() {
        return Math.clamp(Math.ceilDiv(distinct.count(), LEAST_PARTS), PackedRows.BLOCK, PART_ROWS);
    }

    /** Finds the nearest rows of all rows in their clusters. */
    private FoundParts search(ClusteredRows clustered, SearchPlan plan) throws IOException {
        int rows = distinct.count();
        ProgressMeter progress = execution.progress("rows", rows);
        long inHeap = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / clustered.bytesPerRow();
        int largest = (int) Math.max(LEAST_UNIT_ROWS, Math.min(ROWS_AT_A_TIME, inHeap) / parallelism.threads());
        int fitting = PAIRS_AT_A_TIME / StagedSearch.end(plan.stages() - 1, plan.most());
        int unit = Math.clamp(Math.min(fitting, Math.ceilDiv(rows, UNITS)), PackedRows.BLOCK, largest);
        FoundParts parts = new FoundParts(checkpoint, rows, partRows(), clustered.length());
        int[] found = new int[Math.multiplyExact(partRows(), clustered.length())];
        for (int first = 0; first < rows; first += partRows()) {
            int count = Math.min(partRows(), rows - first);
            int part = first / partRows();
            if (parts.take(part, count)) {
                progress.add(count);
                continue;
            }
            int[] positions = IntStream.range(first, first + count).toArray();
            clustered.find(positions, unit, plan, found, progress);
            parts.put(part, found, count);
        }
        return parts;
    }

    /**
     * Carries out the second step, and passes the lists of all items to the sink. If the checkpoint keeps them, they
     * are passed on at the end, so that until then they take no memory from the files that the second step reads.
     */
    private void sort(FirstStep firstStep, NeighborSink sink) throws IOException {
        int rows = distinct.count();
        ProgressMeter progress = execution.progress("neighbors of neighbors", rows);
        int[] found = new int[Math.multiplyExact(partRows(), wanted)];
        for (int first = 0; first < rows; first += partRows()) {
            int count = Math.min(partRows(), rows - first);
            if (kept(first, count).isEmpty()) {
                sortPart(firstStep, first, count, found);
                if (checkpoint.keeps()) {
                    checkpoint.write(partName(first), found, count * wanted);
                } else {
                    deliver(firstStep.rows(), first, count, found, sink);
                }
            }
            progress.add(count);
        }
        for (int first = 0; first < rows && checkpoint.keeps(); first += partRows()) {
            int count = Math.min(partRows(), rows - first);
            String part = partName(first);
            MemorySegment sorted = kept(first, count)
                    .orElseThrow(
                            () -> new IOException(part + " was damaged while it was used: start the command again"));
            deliver(firstStep.rows(), first, count, sorted.toArray(KnnCheckpoint.VALUE), sink);
        }
    }

    private Optional<MemorySegment> kept(int first, int count) throws IOException {
        return checkpoint.map(partName(first)).filter(part -> part.byteSize() == (long) Integer.BYTES * count * wanted);
    }

    private String partName(int first) {
        return "part-%06d".formatted(first / partRows());
    }

    private void sortPart(FirstStep first, int firstRow, int count, int[] found) {
        parallelism.forEachRow(count, () -> {
            NearestOfNearest second = new NearestOfNearest(
                    first.lists(),
                    first.rows().newOrder(),
                    first.rows().newReduced(),
                    first.length(),
                    first.plan().neighbors());
            int[] nearest = new int[wanted];
            double[] squared = new double[wanted];
            return i -> {
                second.nearest(firstRow + i, nearest, squared);
                System.arraycopy(nearest, 0, found, i * wanted, wanted);
            };
        });
    }

    /** Passes the lists of a part to the sink, also those of equal rows. */
    private void deliver(RowOrder rows, int firstRow, int count, int[] found, NeighborSink sink) {
        parallelism.forEachRow(count, () -> {
            int[] nearest = new int[wanted];
            return i -> {
                System.arraycopy(found, i * wanted, nearest, 0, wanted);
                int group = rows.group(firstRow + i);
                for (int member = 0; member < distinct.size(group); member++) {
                    sink.accept(distinct.member(group, member), nearest);
                }
            };
        });
    }
}
