package dev.icfrr.knn.approximate;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.clusters.ClusterOrder;
import dev.icfrr.knn.clusters.KMeans;
import dev.icfrr.knn.clusters.PackedCenters;
import dev.icfrr.knn.clusters.RowClusters;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.DistanceOrder;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The distinct rows of a gallery, ordered cluster by cluster, and the searches in them. Rows of large galleries are
 * clustered and compared in fewer dimensions. Safe to share between threads.
 */
final class ClusteredRows {
    private static final int CLUSTERS_PER_ROOT = 3;
    /** Near clusters that are kept of each row; more are found again when they are needed. */
    static final int NEAR = 16;

    /** Bounds the near clusters of all rows, so that they fit an array of bytes. */
    private static final int MOST_NEAR = (1 << 29) - 16;

    private static final long LEAST_CACHE = 64L << 20;
    /** In fewer dimensions, how many times as many rows are found as are wanted. */
    private static final int SPARE_FACTOR = 2;

    private final Matrix features;
    private final DeduplicatedRows distinct;
    /** Distinct rows to find per row, itself included, at most as many as there are. */
    private final int wanted;

    private final Kernels kernels;
    private final Parallelism parallelism;
    /** The rows that are compared: the features or the same rows in fewer dimensions, in any order. */
    private final Matrix stored;

    private final DeduplicatedRows distinctSearched;
    private final boolean isReduced;
    private final int length;
    private final RowClusters clusters;
    private final ClusterOrder order;
    private final PackedRows filter;
    /** The features in the order of the clusters, if they are too large to be read in any order. */
    private final Optional<Matrix> copy;
    /** Made when more clusters of a row are needed than are known. */
    private @Nullable PackedCenters centers;

    /**
     * Clusters rows. If there are many, looks for directions in which few dimensions tell them apart.
     *
     * @param checkpoint keeps the clusters, and has place for copies of the rows
     * @param search describes the inputs and settings of the whole search
     * @throws IOException if the checkpoint belongs to another search, or cannot be read or written
     */
    ClusteredRows(
            Matrix features,
            DeduplicatedRows distinct,
            SearchGoal goal,
            Execution execution,
            KnnCheckpoint checkpoint,
            String search)
            throws IOException {
        this.features = features;
        this.distinct = distinct;
        wanted = Math.min(goal.wanted(), distinct.count());
        kernels = execution.kernels();
        parallelism = execution.parallelism();
        Optional<Matrix> reduced = distinct.count() >= goal.large()
                ? ReducedRows.of(features, distinct.largest(), bytes -> place(bytes, checkpoint), execution)
                : Optional.empty();
        Matrix searched = reduced.orElse(features);
        checkpoint.begin("%s, in two steps, in %d dimensions%n".formatted(search, searched.columns()));
        distinctSearched = reduced.isPresent() ? distinct.withLargest(1) : distinct;
        isReduced = reduced.isPresent();
        length = isReduced ? Math.min(SPARE_FACTOR * wanted, distinct.count()) : wanted;
        clusters = clusters(searched, goal.seed(), execution, checkpoint);
        order = new ClusterOrder(clusters, goal.seed(), parallelism);
        long cache = Math.max(LEAST_CACHE, Runtime.getRuntime().maxMemory() / 3);
        copy = inOrder(features, cache, "rows.tmp", checkpoint);
        Optional<Matrix> searchedInOrder =
                reduced.isPresent() ? inOrder(searched, cache, "reduced-rows.tmp", checkpoint) : copy;
        stored = searchedInOrder.orElse(searched);
        filter = new PackedRows(
                stored,
                distinctSearched,
                order.order(),
                searchedInOrder.isPresent(),
                kernels.products(),
                parallelism,
                cache);
    }

    /** Returns a place for rows with fewer dimensions: a scratch file, or half of the memory that lists leave. */
    private Optional<RowTarget> place(long bytes, KnnCheckpoint checkpoint) throws IOException {
        Optional<FileChannel> file = checkpoint.scratch("reduced.tmp", bytes);
        if (file.isPresent()) {
            return Optional.of(RowTarget.inFile(file.get(), bytes));
        }
        long lists = (long) Integer.BYTES * features.rows() * wanted;
        return bytes <= (Runtime.getRuntime().maxMemory() - lists) / 2
                ? Optional.of(RowTarget.inMemory(bytes))
                : Optional.empty();
    }

    /** Returns so many clusters that finding the nearest of a row takes about as long as comparing their rows. */
    private static int clusterCount(int rows) {
        return (int) Math.min(rows, CLUSTERS_PER_ROOT * Math.sqrt(rows));
    }

    private RowClusters clusters(Matrix searched, long seed, Execution execution, KnnCheckpoint checkpoint)
            throws IOException {
        int columns = searched.columns();
        Optional<int[]> keptCenters = checkpoint.read("centers");
        Optional<int[]> nearest = checkpoint.read("nearest");
        if (keptCenters.isPresent() && nearest.isPresent()) {
            float[] values = new float[keptCenters.get().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(keptCenters.get()[i]);
            }
            int near = nearest.get().length / distinct.count();
            return new RowClusters(Matrix.of(clusterCount(distinct.count()), columns, values), near, nearest.get());
        }
        int near = Math.clamp(MOST_NEAR / distinct.count(), 1, NEAR);
        RowClusters found =
                RowClusters.of(searched, distinctSearched, clusterCount(distinct.count()), near, seed, execution);
        float[] floats = found.centers().toFloatArray();
        int[] values = new int[floats.length];
        Arrays.setAll(values, i -> Float.floatToRawIntBits(floats[i]));
        checkpoint.write("centers", values, values.length);
        checkpoint.write("nearest", found.nearest(), found.nearest().length);
        return found;
    }

    /** Returns a copy of rows in the order of the clusters, unless all fit the memory or there is no place for it. */
    private Optional<Matrix> inOrder(Matrix rows, long cache, String name, KnnCheckpoint checkpoint)
            throws IOException {
        int columns = rows.columns();
        if (PackedRows.fit(distinct.count(), columns, cache) || !rows.isSinglePrecision()) {
            return Optional.empty();
        }
        Optional<FileChannel> file = checkpoint.scratch(name, (long) Float.BYTES * distinct.count() * columns);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (FileChannel channel = file.get()) {
            return Optional.of(OrderedRows.copy(rows, distinct, order.order(), channel, parallelism));
        }
    }

    /** Returns the groups of equal rows in the order of their positions. */
    int[] order() {
        return order.order();
    }

    /** Returns how many rows are found per row: as many as are wanted, or more in fewer dimensions. */
    int length() {
        return length;
    }

    /** Returns about how many bytes of heap a row takes while it is searched. */
    int bytesPerRow() {
        // The row itself, its candidates twice, and its keys after the last stage.
        return Float.BYTES * (stored.columns() + 5 * length);
    }

    /** Returns the number of clusters. */
    int clusters() {
        return order.clusters();
    }

    /** Returns the rows in their order, to sort them by distance in all dimensions. */
    RowOrder rowOrder() {
        return new RowOrder(
                features,
                distinct,
                order.order(),
                copy,
                isReduced ? Optional.of(stored) : Optional.empty(),
                filter.isInOrder(),
                kernels);
    }

    /**
     * Returns a search for one thread.
     *
     * @param most the number of clusters that a row is compared with at most
     */
    StagedSearch newSearch(int most) {
        return stagedSearch(new RowSearch(stored, distinctSearched, filter, order, length, kernels), most, null);
    }

    /**
     * Tells which clusters may hold what a row needs.
     *
     * @param positionOf the position of each group
     * @param lost share of the needed pairs of the sample that may be out of reach
     */
    ClusterReach reach(PositionNeeds all, NeedsOfGroups needs, NeededSample sample, int[] positionOf, double lost) {
        return ClusterReach.of(storedRows(), clusters, all, needs, sample, positionOf, lost, kernels, parallelism);
    }

    /** Returns the rows that are compared. */
    StoredRows storedRows() {
        double scale = isReduced ? 1 / distinct.largest() : 1;
        double rounding = isReduced ? ReducedRows.rounding(features.columns(), stored.columns()) : 0;
        return new StoredRows(stored, distinctSearched, filter, scale, rounding);
    }

    /**
     * Returns a search for one thread that finds only what rows need.
     *
     * @param all the needs of all rows
     * @param reach tells which clusters are worth it
     * @param ofOthers receives what other rows need than those that are searched; null to serve only these
     */
    StagedSearch newBoundedSearch(
            int most, NeedsOfGroups needs, PositionNeeds all, ClusterReach reach, @Nullable FoundPairs ofOthers) {
        BoundedRowSearch.RowGroups groups = new BoundedRowSearch.RowGroups(features, distinct, needs);
        return stagedSearch(
                new BoundedRowSearch(storedRows(), order, groups, wanted, all, ofOthers, kernels),
                most,
                reach.reader());
    }

    private StagedSearch stagedSearch(RowSearch search, int most, ClusterReach.@Nullable Reader reach) {
        return new StagedSearch(
                stored, search, filter, clusters, order, this::centers, kernels.selection(), most, reach);
    }

    private synchronized PackedCenters centers() {
        PackedCenters packed = centers;
        if (packed == null) {
            packed = KMeans.packed(clusters.centers(), distinctSearched, kernels, parallelism);
            centers = packed;
        }
        return packed;
    }

    /**
     * Finds the nearest rows of some rows, as far as the dimensions that are compared tell.
     *
     * @param positions of the rows
     * @param unit rows that a thread searches at a time
     * @param found filled with positions, {@link #length} per row, nearest first
     * @param progress receives the number of rows
     */
    void find(int[] positions, int unit, SearchPlan plan, int[] found, ProgressMeter progress) {
        parallelism.forEachBlock(positions.length, unit, () -> {
            StagedSearch search = newSearch(plan.most());
            DistanceOrder exact = rowOrder().newOrder();
            return (first, end) -> {
                search.start(IntStream.range(first, end).map(i -> positions[i]).toArray());
                search.run(
                        plan.stages(),
                        (stage, gained, compared) ->
                                StagedSearch.goesOn(stage == 0, gained, compared, plan.atLeast(), length));
                for (int i = first; i < end; i++) {
                    search.meet(i - first, length);
                    if (isReduced) {
                        search.rows().nearest(i - first, found, i * length);
                    } else {
                        Candidates near = search.rows().candidates(i - first);
                        exact.nearestRows(positions[i], near.positions, near.count, found, i * length, length);
                    }
                }
                progress.add(end - first);
            };
        });
    }
}
