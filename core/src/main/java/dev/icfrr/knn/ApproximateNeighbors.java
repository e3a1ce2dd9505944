package dev.icfrr.knn;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
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
    /** Units of a part that a checkpoint keeps. */
    private static final int PART_UNITS = 8;
    /** Most rows that a thread searches at a time. The more there are, the more of them meet the same cluster. */
    private static final int UNIT_ROWS = 1 << 13;

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
    /** Packed when more clusters of a row are needed than are known. */
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
        filter = new PackedRows(
                features,
                distinct,
                order.order(),
                kernels.products(),
                parallelism,
                Math.max(LEAST_CACHE, Runtime.getRuntime().maxMemory() / 3));
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
        Plan plan = neighbors.plan(recall, mostCompared, seed);
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

    /**
     * How to search.
     *
     * @param probes how many of the nearest clusters to compare each row with
     * @param hits true neighbors of the sample that are found so
     * @param compared rows that the sampled rows were compared with, all together
     */
    private record Plan(int probes, int hits, int sampled, long compared) {}

    private Plan plan(double recall, double mostCompared, long seed) throws IOException {
        Optional<int[]> kept = checkpoint.read("plan");
        if (kept.isPresent()) {
            int[] values = kept.get();
            return new Plan(values[0], values[1], values[2], (long) values[3] << 31 | values[4]);
        }
        Plan plan = trial(recall, mostCompared, seed);
        int[] values = {
            plan.probes(),
            plan.hits(),
            plan.sampled(),
            (int) (plan.compared() >>> 31),
            (int) (plan.compared() & Integer.MAX_VALUE)
        };
        checkpoint.write("plan", values, values.length);
        return plan;
    }

    /** Finds the least number of clusters that gives the wanted recall on a sample. */
    private Plan trial(double recall, double mostCompared, long seed) {
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
        int tried = Math.min(NEAR, most);
        while (true) {
            AtomicLongArray hits = new AtomicLongArray(tried);
            AtomicLongArray compared = new AtomicLongArray(tried);
            count(sample, tried, hits, compared);
            for (int probes = 1; probes <= tried; probes++) {
                if (hits.get(probes - 1) >= needed || probes == most) {
                    return new Plan(
                            probes, (int) hits.get(probes - 1), sample.positions.length, compared.get(probes - 1));
                }
            }
            tried = (int) Math.min(most, 4L * tried);
        }
    }

    /** Adds up, for each number of clusters, the true neighbors of the sample found in them and the rows compared. */
    private void count(RecallSample sample, int tried, AtomicLongArray hits, AtomicLongArray compared) {
        PackedCenters known = centersFor(tried);
        parallelism.forEachBlock(sample.positions.length, 1, () -> {
            RowSearch search = newSearch();
            Probes probes = new Probes(tried, known);
            int[] nearest = new int[wanted];
            double[] squared = new double[wanted];
            return (i, end) -> {
                int[] positions = {sample.positions[i]};
                search.start(positions);
                probes.find(positions);
                for (int rank = 0; rank < tried; rank++) {
                    search.compare(new int[] {0}, 1, order.place(probes.cluster(0, rank)));
                    if (rank == tried - 1) {
                        meetEnough(search, probes, 0, tried);
                    }
                    // With fewer clusters, a row that met too few others counts as if it found none.
                    if (search.compared(0) >= distinctWanted()) {
                        search.refiner().nearest(positions[0], search.candidates(0), nearest);
                        search.refiner().squaredTo(positions[0], nearest, squared);
                        hits.addAndGet(rank, sample.hits(i, squared, wanted));
                    }
                    compared.addAndGet(rank, search.compared(0));
                }
            };
        });
    }

    private int distinctWanted() {
        return Math.min(wanted, filter.count());
    }

    private RowSearch newSearch() {
        return new RowSearch(features, distinct, filter, order, distinctWanted(), kernels);
    }

    /** Returns what finds clusters of rows; null if so many are known. */
    private @Nullable PackedCenters centersFor(int count) {
        if (count <= clusters.near()) {
            return null;
        }
        PackedCenters packed = centers;
        if (packed == null) {
            packed = KMeans.packed(clusters.centers(), distinct, kernels, parallelism);
            centers = packed;
        }
        return packed;
    }

    /** Lists the clusters nearest to rows; serves one thread. */
    private final class Probes {
        private final int count;
        private final PackedCenters.@Nullable Nearest search;
        private int[] groups = new int[0];
        private int[] found = new int[0];

        /** @param centers of {@link #centersFor} */
        Probes(int count, @Nullable PackedCenters centers) {
            this.count = count;
            search = centers == null ? null : centers.nearest(features, distinct, count);
        }

        /** Prepares the clusters of the rows at some positions. */
        void find(int[] positions) {
            groups = Arrays.stream(positions).map(filter::group).toArray();
            if (search != null) {
                found = new int[Math.multiplyExact(groups.length, count)];
                for (int first = 0; first < groups.length; first += PackedRows.BLOCK) {
                    search.find(groups, first, Math.min(groups.length, first + PackedRows.BLOCK), found);
                }
            }
        }

        int cluster(int row, int rank) {
            return search == null ? clusters.nearest(groups[row], rank) : found[row * count + rank];
        }
    }

    private void search(Plan plan, ExactNeighbors.Sink sink) throws IOException {
        int rows = filter.count();
        ProgressMeter progress = new ProgressMeter(listener, "rows", rows);
        int unit = Math.clamp(Math.ceilDiv(rows, UNITS), PackedRows.BLOCK, UNIT_ROWS);
        int partRows = Math.min(rows, PART_UNITS * unit);
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
            searchPart(first, count, unit, plan.probes(), found, progress);
            checkpoint.write(part, found, count * wanted);
            deliver(first, count, found, sink);
        }
    }

    private void searchPart(int firstRow, int count, int unit, int probeCount, int[] found, ProgressMeter progress) {
        PackedCenters known = centersFor(probeCount);
        parallelism.forEachBlock(count, unit, () -> {
            RowSearch search = newSearch();
            Probes probes = new Probes(probeCount, known);
            int[] nearest = new int[wanted];
            return (first, end) -> {
                int[] positions =
                        IntStream.range(firstRow + first, firstRow + end).toArray();
                search.start(positions);
                probes.find(positions);
                probe(search, probes, probeCount);
                for (int i = 0; i < positions.length; i++) {
                    meetEnough(search, probes, i, probeCount);
                    search.refiner().nearest(positions[i], search.candidates(i), nearest);
                    System.arraycopy(nearest, 0, found, (first + i) * wanted, wanted);
                }
                progress.add(positions.length);
            };
        });
    }

    /** Compares rows with their nearest clusters, cluster by cluster. */
    private void probe(RowSearch search, Probes probes, int count) {
        long[] pairs = new long[Math.multiplyExact(search.size(), count)];
        for (int row = 0; row < search.size(); row++) {
            for (int rank = 0; rank < count; rank++) {
                pairs[row * count + rank] = (long) order.place(probes.cluster(row, rank)) << 32 | row;
            }
        }
        Arrays.sort(pairs);
        int[] rows = new int[search.size()];
        int at = 0;
        while (at < pairs.length) {
            int place = (int) (pairs[at] >>> 32);
            int some = 0;
            while (at < pairs.length && (int) (pairs[at] >>> 32) == place) {
                rows[some++] = (int) pairs[at++];
            }
            search.compare(rows, some, place);
        }
    }

    /** Compares a row that met fewer rows than it needs with the clusters stored beside its own. */
    private void meetEnough(RowSearch search, Probes probes, int row, int count) {
        if (search.compared(row) >= distinctWanted()) {
            return;
        }
        BitSet met = new BitSet();
        for (int rank = 0; rank < count; rank++) {
            met.set(order.place(probes.cluster(row, rank)));
        }
        int own = order.place(probes.cluster(row, 0));
        for (int offset = 1; search.compared(row) < distinctWanted(); offset++) {
            for (int place : new int[] {own - offset, own + offset}) {
                if (place >= 0 && place < order.clusters() && !met.get(place)) {
                    search.compare(new int[] {row}, 1, place);
                }
            }
        }
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
