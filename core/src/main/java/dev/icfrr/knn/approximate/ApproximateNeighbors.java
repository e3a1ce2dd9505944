package dev.icfrr.knn.approximate;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.NeighborSink;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds most of the nearest items of every item, itself included. First a row is compared with the rows of the clusters
 * nearest to it. In large galleries, it then meets the nearest rows of its nearest rows. A sample shows how many
 * clusters that takes. Rows are searched part by part, and a checkpoint keeps the parts.
 */
public final class ApproximateNeighbors {
    private static final int SAMPLE = 400;
    /** From so many rows on, a search in fewer dimensions and a second step save time. */
    public static final int LARGE = 1 << 17;
    /** Thousandths of the true neighbors that the second step may be left to find; a power of two. */
    private static final int MOST_LEFT = 512;
    /** The trial halves its steps down to so many thousandths. */
    private static final int LEAST_STEP = 4;

    /** A comparison in the second step takes as long as so many in the first: rows come from anywhere in the memory. */
    private static final int COST_OF_SECOND = 8;

    /** Most rows of a part that a checkpoint keeps. */
    private static final int PART_ROWS = 1 << 19;

    private static final int LEAST_PARTS = 8;
    /** Most rows that are searched at a time. The more a thread searches, the more of them meet the same cluster. */
    private static final int ROWS_AT_A_TIME = 1 << 19;
    /** Share of the heap that these rows and their candidates may take. */
    private static final int SHARE_OF_HEAP = 4;
    /** Most pairs of a row and a cluster that a thread keeps at a time. */
    private static final int PAIRS_AT_A_TIME = 1 << 26;

    private static final int LEAST_UNIT_ROWS = 1 << 12;
    private static final int UNITS = 32;

    private final Matrix features;
    private final int wanted;
    private final Kernels kernels;
    private final Parallelism parallelism;
    private final @Nullable ProgressListener listener;
    private final KnnCheckpoint checkpoint;
    private final DeduplicatedRows distinct;
    private final boolean isLarge;
    private final long seed;
    /** Describes inputs and settings. */
    private final String description;
    /** Of how many of its nearest rows a row meets the nearest. */
    private final int neighbors;

    private ApproximateNeighbors(
            Matrix features,
            int wanted,
            double recall,
            double mostCompared,
            long seed,
            int large,
            Kernels kernels,
            Parallelism parallelism,
            @Nullable ProgressListener listener,
            KnnCheckpoint checkpoint) {
        this.features = features;
        this.wanted = wanted;
        this.kernels = kernels;
        this.parallelism = parallelism;
        this.listener = listener;
        this.checkpoint = checkpoint;
        distinct = DeduplicatedRows.of(features, parallelism);
        isLarge = distinct.count() >= large;
        this.seed = seed;
        neighbors = isLarge ? NearestOfNearest.NEIGHBORS : 0;
        description = "%d x %d features, fingerprint %016x; %d nearest, recall %s of at most %s, seed %d"
                .formatted(
                        features.rows(),
                        features.columns(),
                        distinct.fingerprint(),
                        wanted,
                        recall,
                        mostCompared,
                        seed);
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
     * @param wanted items per item, the item itself included, 1 .. {@code features.rows()}
     * @param recall share of the true neighbors wanted; missed if it takes more clusters than allowed
     * @param mostCompared share of all clusters that a row may be compared with, 0 .. 1
     * @param large distinct rows that a gallery needs for the second step, {@link #LARGE} except in tests
     * @param checkpoint keeps what was found
     * @throws IOException if the checkpoint cannot be read or written
     */
    public static Outcome find(
            Matrix features,
            int wanted,
            double recall,
            double mostCompared,
            long seed,
            int large,
            Kernels kernels,
            Parallelism parallelism,
            @Nullable ProgressListener listener,
            KnnCheckpoint checkpoint,
            NeighborSink sink)
            throws IOException {
        ApproximateNeighbors search = new ApproximateNeighbors(
                features, wanted, recall, mostCompared, seed, large, kernels, parallelism, listener, checkpoint);
        FirstStep first = search.firstStep(recall, mostCompared);
        if (search.isLarge) {
            // The second step reads from anywhere in mapped files. They stay in memory if the heap gives its own back.
            System.gc();
        }
        search.sort(first, sink);
        StageTrial.Plan plan = first.plan();
        return new Outcome(
                (double) plan.hits() / ((long) wanted * plan.sampled()),
                plan.sampled(),
                (double) plan.compared() / plan.sampled() / search.distinct.count());
    }

    /**
     * What the first step leaves to the second. It holds no packed rows.
     *
     * @param lists the nearest rows found so far
     * @param length of a list
     */
    private record FirstStep(StageTrial.Plan plan, FoundParts lists, int length, RowOrder rows) {}

    private FirstStep firstStep(double recall, double mostCompared) throws IOException {
        ClusteredRows clustered = new ClusteredRows(
                features,
                distinct,
                Math.min(wanted, distinct.count()),
                isLarge,
                seed,
                kernels,
                parallelism,
                listener,
                checkpoint,
                description);
        StageTrial.Plan plan = plan(clustered, recall, mostCompared);
        return new FirstStep(plan, search(clustered, plan), clustered.length(), clustered.rowOrder());
    }

    private StageTrial.Plan plan(ClusteredRows clustered, double recall, double mostCompared) throws IOException {
        Optional<int[]> kept = checkpoint.read("plan");
        if (kept.isPresent()) {
            int[] values = kept.get();
            return new StageTrial.Plan(
                    values[0],
                    values[1],
                    values[2],
                    values[3],
                    values[4],
                    (long) values[5] << 31 | values[6],
                    values[7]);
        }
        StageTrial.Plan plan = trial(clustered, recall, mostCompared);
        int[] values = {
            plan.atLeast(),
            plan.stages(),
            plan.most(),
            plan.hits(),
            plan.sampled(),
            (int) (plan.compared() >>> 31),
            (int) (plan.compared() & Integer.MAX_VALUE),
            plan.neighbors()
        };
        checkpoint.write("plan", values, values.length);
        return plan;
    }

    /** Finds the rule that compares a sample with the fewest rows and gives the wanted recall. */
    private StageTrial.Plan trial(ClusteredRows clustered, double recall, double mostCompared) {
        RecallSample sample = RecallSample.draw(
                features,
                distinct,
                SAMPLE,
                wanted,
                seed,
                kernels,
                parallelism,
                new ProgressMeter(listener, "sample", distinct.count()));
        int most = (int) Math.clamp(Math.ceil(mostCompared * clustered.clusters()), 1, clustered.clusters());
        int stages = 1;
        while (StagedSearch.end(stages - 1, most) < Math.min(ClusteredRows.NEAR, most)) {
            stages++;
        }
        int[] positions = sample.positions(clustered.order());
        StageTrial trial = new StageTrial(
                sample,
                positions,
                wanted,
                clustered.length(),
                most,
                () -> clustered.newSearch(most),
                clustered.rowOrder()::newOrder,
                parallelism);
        double all = (double) wanted * sample.size();
        int needed = (int) Math.ceil(recall * all);
        if (neighbors == 0) {
            return trial.plan(stages, needed);
        }
        // The more the first step leaves to the second, the sooner it is done.
        Optional<StageTrial.Plan> best = Optional.empty();
        long cost = Long.MAX_VALUE;
        int left = 0;
        for (int more = MOST_LEFT / 2; more >= LEAST_STEP; more /= 2) {
            double first = recall - (left + more) / 1000d;
            StageTrial.Plan alone = trial.plan(stages, (int) Math.ceil(first * all));
            StageTrial.Plan plan = withSecondStep(clustered, alone, sample, positions);
            if (plan.hits() >= needed) {
                best = Optional.of(plan);
                cost = alone.compared() + COST_OF_SECOND * (plan.compared() - alone.compared());
                left += more;
            }
        }
        StageTrial.Plan alone = trial.plan(stages, needed);
        if (alone.hits() >= needed && alone.compared() <= cost) {
            return alone;
        }
        return best.isPresent() ? best.get() : withSecondStep(clustered, alone, sample, positions);
    }

    /** Returns a plan with what the second step finds for the sampled rows after it. */
    private StageTrial.Plan withSecondStep(
            ClusteredRows clustered, StageTrial.Plan plan, RecallSample sample, int[] positions) {
        int[] own = found(clustered, positions, plan);
        int length = clustered.length();
        int near = Math.min(neighbors, length);
        int[] known = IntStream.range(0, own.length)
                .filter(i -> i % length < near)
                .map(i -> own[i])
                .sorted()
                .distinct()
                .toArray();
        int[] found = found(clustered, known, plan);
        RowLists lists = (position, into) ->
                System.arraycopy(found, Arrays.binarySearch(known, position) * length, into, 0, into.length);
        int[] hits = new int[positions.length];
        int[] compared = new int[positions.length];
        parallelism.forEachRow(positions.length, () -> {
            NearestOfNearest second =
                    new NearestOfNearest(lists, clustered.rowOrder().newOrder(), length, neighbors);
            int[] nearest = new int[wanted];
            double[] squared = new double[wanted];
            return i -> {
                int filled = second.nearest(positions[i], nearest, squared);
                hits[i] = sample.hits(i, squared, filled);
                compared[i] = second.compared();
            };
        });
        return plan.followed(
                Arrays.stream(hits).sum(),
                plan.compared() + Arrays.stream(compared).asLongStream().sum(),
                neighbors);
    }

    private int[] found(ClusteredRows clustered, int[] positions, StageTrial.Plan plan) {
        int[] found = new int[Math.multiplyExact(positions.length, clustered.length())];
        int unit = Math.max(1, Math.ceilDiv(positions.length, parallelism.threads()));
        clustered.find(positions, unit, plan, found, new ProgressMeter(null, "sample", positions.length));
        return found;
    }

    private int partRows() {
        return Math.clamp(Math.ceilDiv(distinct.count(), LEAST_PARTS), PackedRows.BLOCK, PART_ROWS);
    }

    /** Finds the nearest rows of all rows in their clusters. */
    private FoundParts search(ClusteredRows clustered, StageTrial.Plan plan) throws IOException {
        int rows = distinct.count();
        ProgressMeter progress = new ProgressMeter(listener, "rows", rows);
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

    /** Carries out the second step, and passes the lists of all items to the sink. */
    private void sort(FirstStep firstStep, NeighborSink sink) throws IOException {
        int rows = distinct.count();
        ProgressMeter progress = new ProgressMeter(listener, "neighbors of neighbors", rows);
        int[] found = new int[Math.multiplyExact(partRows(), wanted)];
        for (int first = 0; first < rows; first += partRows()) {
            int count = Math.min(partRows(), rows - first);
            String part = "part-%06d".formatted(first / partRows());
            Optional<int[]> kept = checkpoint.read(part).filter(values -> values.length == count * wanted);
            if (kept.isEmpty()) {
                sortPart(firstStep, first, count, found);
                checkpoint.write(part, found, count * wanted);
            }
            deliver(firstStep.rows(), first, count, kept.orElse(found), sink);
            progress.add(count);
        }
    }

    private void sortPart(FirstStep first, int firstRow, int count, int[] found) {
        parallelism.forEachRow(count, () -> {
            NearestOfNearest second = new NearestOfNearest(
                    first.lists(),
                    first.rows().newOrder(),
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
