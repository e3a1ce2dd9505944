package dev.icfrr.knn;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds most of the nearest items of every item, itself included, among the rows of the clusters nearest to it. A
 * sample shows how many clusters that takes. The rows are ordered cluster by cluster and searched part by part. Memory
 * holds some packed rows, and the candidates of a few thousand rows per thread.
 */
final class ApproximateNeighbors {
    private static final int SAMPLE = 400;
    private static final int ROWS_PER_CLUSTER = 384;
    /** Most rows of a part that a checkpoint keeps. */
    private static final int PART_ROWS = 1 << 18;

    private static final int LEAST_PARTS = 8;
    /** Most rows that are searched at a time. The more a thread searches, the more of them meet the same cluster. */
    private static final int ROWS_AT_A_TIME = 1 << 18;

    private static final int LEAST_UNIT_ROWS = 1 << 12;
    private static final int UNITS = 64;
    /** Near clusters that are kept of each row; more are found again when they are needed. */
    private static final int NEAR = 16;

    /** Bounds the near clusters of all rows, so that they fit an array of bytes. */
    private static final int MOST_NEAR = (1 << 29) - 16;

    private static final long LEAST_CACHE = 64L << 20;

    private final Matrix features;
    private final int wanted;
    private final Kernels kernels;
    private final Parallelism parallelism;
    private final @Nullable ProgressListener listener;
    private final KnnCheckpoint checkpoint;
    private final DeduplicatedRows distinct;
    private final RowClusters clusters;
    private final ClusterOrder order;
    private final PackedRows filter;
    /** Made when more clusters of a row are needed than are known. */
    private @Nullable PackedCenters centers;

    private ApproximateNeighbors(
            Matrix features,
            int wanted,
            double recall,
            double mostCompared,
            long seed,
            Kernels kernels,
            Parallelism parallelism,
            @Nullable ProgressListener listener,
            KnnCheckpoint checkpoint)
            throws IOException {
        this.features = features;
        this.wanted = wanted;
        this.kernels = kernels;
        this.parallelism = parallelism;
        this.listener = listener;
        this.checkpoint = checkpoint;
        distinct = DeduplicatedRows.of(features, parallelism);
        checkpoint.begin("%d x %d features, fingerprint %016x; %d nearest, recall %s of at most %s, seed %d%n"
                .formatted(
                        features.rows(),
                        features.columns(),
                        distinct.fingerprint(),
                        wanted,
                        recall,
                        mostCompared,
                        seed));
        clusters = clusters(seed);
        order = new ClusterOrder(clusters, seed, parallelism);
        long cache = Math.max(LEAST_CACHE, Runtime.getRuntime().maxMemory() / 3);
        filter = new PackedRows(features, distinct, order.order(), copy(cache), kernels.products(), parallelism, cache);
    }

    /** Returns a copy of the rows in their order, unless all fit the memory; null also if there is no place for it. */
    private @Nullable OrderedRows copy(long cache) throws IOException {
        int rows = distinct.count();
        int columns = features.columns();
        if (PackedRows.fit(rows, columns, cache) || !features.isSinglePrecision()) {
            return null;
        }
        Optional<FileChannel> file = checkpoint.scratch((long) Float.BYTES * rows * columns);
        if (file.isEmpty()) {
            return null;
        }
        try (FileChannel channel = file.get()) {
            return OrderedRows.copy(features, distinct, order.order(), channel, parallelism);
        }
    }

    /**
     * The result of a search.
     *
     * @param recall share of the true neighbors found, estimated on the sample
     * @param sampled items in the sample
     * @param compared share of all items that an item was compared with, estimated on the sample
     */
    record Outcome(double recall, int sampled, double compared) {}

    /**
     * Finds the neighbors.
     *
     * @param wanted items per item, the item itself included, 1 .. {@code features.rows()}
     * @param recall share of the true neighbors wanted; missed if it takes more clusters than allowed
     * @param mostCompared share of all clusters that a row may be compared with, 0 .. 1
     * @param checkpoint keeps what was found
     * @throws IOException if the checkpoint cannot be read or written
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
            KnnCheckpoint checkpoint,
            ExactNeighbors.Sink sink)
            throws IOException {
        ApproximateNeighbors neighbors = new ApproximateNeighbors(
                features, wanted, recall, mostCompared, seed, kernels, parallelism, listener, checkpoint);
        StageTrial.Plan plan = neighbors.plan(recall, mostCompared, seed);
        neighbors.search(plan, sink);
        return new Outcome(
                (double) plan.hits() / ((long) wanted * plan.sampled()),
                plan.sampled(),
                (double) plan.compared() / plan.sampled() / neighbors.filter.count());
    }

    /** Returns one cluster per few hundred rows, and more in small galleries, which have many natural clusters too. */
    private static int clusterCount(int rows) {
        return (int) Math.min(rows, Math.max(Math.ceilDiv(rows, ROWS_PER_CLUSTER), 4 * Math.sqrt(rows)));
    }

    private RowClusters clusters(long seed) throws IOException {
        int columns = features.columns();
        Optional<int[]> centers = checkpoint.read("centers");
        Optional<int[]> nearest = checkpoint.read("nearest");
        if (centers.isPresent() && nearest.isPresent()) {
            float[] values = new float[centers.get().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(centers.get()[i]);
            }
            int near = nearest.get().length / distinct.count();
            return new RowClusters(Matrix.of(clusterCount(distinct.count()), columns, values), near, nearest.get());
        }
        int near = Math.clamp(MOST_NEAR / distinct.count(), 1, NEAR);
        RowClusters found = RowClusters.of(
                features, distinct, clusterCount(distinct.count()), near, seed, kernels, parallelism, listener);
        int[] values = new int[Math.multiplyExact(found.count(), columns)];
        float[] row = new float[columns];
        for (int cluster = 0; cluster < found.count(); cluster++) {
            found.centers().copyRow(cluster, row);
            for (int k = 0; k < columns; k++) {
                values[cluster * columns + k] = Float.floatToRawIntBits(row[k]);
            }
        }
        checkpoint.write("centers", values, values.length);
        checkpoint.write("nearest", found.nearest(), found.nearest().length);
        return found;
    }

    private StageTrial.Plan plan(double recall, double mostCompared, long seed) throws IOException {
        Optional<int[]> kept = checkpoint.read("plan");
        if (kept.isPresent()) {
            int[] values = kept.get();
            return new StageTrial.Plan(
                    values[0], values[1], values[2], values[3], values[4], (long) values[5] << 31 | values[6]);
        }
        StageTrial.Plan plan = trial(recall, mostCompared, seed);
        int[] values = {
            plan.atLeast(),
            plan.stages(),
            plan.most(),
            plan.hits(),
            plan.sampled(),
            (int) (plan.compared() >>> 31),
            (int) (plan.compared() & Integer.MAX_VALUE)
        };
        checkpoint.write("plan", values, values.length);
        return plan;
    }

    /** Finds the rule that compares a sample with the fewest rows and gives the wanted recall. */
    private StageTrial.Plan trial(double recall, double mostCompared, long seed) {
        RecallSample sample = RecallSample.draw(
                order,
                this::newSearch,
                SAMPLE,
                wanted,
                seed,
                parallelism,
                new ProgressMeter(listener, "sample", order.clusters()));
        int most = (int) Math.clamp(Math.ceil(mostCompared * order.clusters()), 1, order.clusters());
        int needed = (int) Math.ceil(recall * wanted * sample.positions.length);
        int stages = 1;
        while (StagedSearch.end(stages - 1, most) < Math.min(NEAR, most)) {
            stages++;
        }
        StageTrial trial = new StageTrial(sample, wanted, distinctWanted(), most, () -> newStages(most), parallelism);
        return trial.plan(stages, needed);
    }

    private int distinctWanted() {
        return Math.min(wanted, filter.count());
    }

    private RowSearch newSearch() {
        return new RowSearch(features, distinct, filter, order, distinctWanted(), kernels);
    }

    /** Returns what finds more clusters of rows than are known. */
    private synchronized PackedCenters centers() {
        PackedCenters packed = centers;
        if (packed == null) {
            packed = KMeans.packed(clusters.centers(), distinct, kernels, parallelism);
            centers = packed;
        }
        return packed;
    }

    private StagedSearch newStages(int most) {
        return new StagedSearch(newSearch(), filter, clusters, order, this::centers, most);
    }

    private void search(StageTrial.Plan plan, ExactNeighbors.Sink sink) throws IOException {
        int rows = filter.count();
        ProgressMeter progress = new ProgressMeter(listener, "rows", rows);
        int largest = Math.max(LEAST_UNIT_ROWS, ROWS_AT_A_TIME / parallelism.threads());
        int unit = Math.clamp(Math.ceilDiv(rows, UNITS), PackedRows.BLOCK, largest);
        int partRows = Math.clamp(Math.ceilDiv(rows, LEAST_PARTS), PackedRows.BLOCK, PART_ROWS);
        int[] found = new int[Math.multiplyExact(partRows, wanted)];
        for (int first = 0; first < rows; first += partRows) {
            int count = Math.min(partRows, rows - first);
            String part = "part-%06d".formatted(first / partRows);
            Optional<int[]> kept = checkpoint.read(part);
            if (kept.isPresent() && kept.get().length == count * wanted) {
                deliver(first, count, kept.get(), sink);
                progress.add(count);
                continue;
            }
            searchPart(first, count, unit, plan, found, progress);
            checkpoint.write(part, found, count * wanted);
            deliver(first, count, found, sink);
        }
    }

    private void searchPart(
            int firstRow, int count, int unit, StageTrial.Plan plan, int[] found, ProgressMeter progress) {
        parallelism.forEachBlock(count, unit, () -> {
            StagedSearch staged = newStages(plan.most());
            RowSearch search = staged.rows();
            int[] nearest = new int[wanted];
            return (first, end) -> {
                int[] positions =
                        IntStream.range(firstRow + first, firstRow + end).toArray();
                staged.start(positions);
                staged.run(plan.stages(), plan.atLeast(), distinctWanted());
                for (int i = 0; i < positions.length; i++) {
                    staged.meet(i, distinctWanted());
                    search.refiner().nearest(positions[i], search.candidates(i), nearest);
                    System.arraycopy(nearest, 0, found, (first + i) * wanted, wanted);
                }
                progress.add(positions.length);
            };
        });
    }

    /** Passes the lists of a part to the sink, also those of equal rows. */
    private void deliver(int firstRow, int count, int[] found, ExactNeighbors.Sink sink) {
        parallelism.forEachRow(count, () -> {
            int[] nearest = new int[wanted];
            return i -> {
                System.arraycopy(found, i * wanted, nearest, 0, wanted);
                int group = filter.group(firstRow + i);
                for (int member = 0; member < distinct.size(group); member++) {
                    sink.accept(distinct.member(group, member), nearest);
                }
            };
        });
    }
}
