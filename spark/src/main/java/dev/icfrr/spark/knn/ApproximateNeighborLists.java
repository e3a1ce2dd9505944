package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.Centroids;
import dev.icfrr.spark.log.Units;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Approximate neighbor lists. Every item is at home in the cell with the nearest center and visits a few more cells.
 * Within a cell, items at home meet each other and all visitors. Cells too large for a task are cut into parts, which
 * meet pairwise. The lists depend on the features and the seed, not on how the work is cut.
 */
public final class ApproximateNeighborLists {
    /** Sampled rows per cell, from which centers are computed. */
    private static final int SAMPLE_PER_CELL = 16;

    private static final int LARGEST_SAMPLE = 1 << 18;

    /**
     * How to search.
     *
     * @param cells number of cells
     * @param probes number of cells per item, its home included
     * @param mostRows rows of a cell in one task
     */
    public record Settings(int cells, int probes, int mostRows, long seed) implements Serializable {}

    private final DistributedFeatures features;
    private final int wanted;
    private final int partitions;
    private final Settings settings;
    private final Consumer<String> log;

    /** Prepares a search for {@code wanted} neighbors per item, the item itself included. */
    public ApproximateNeighborLists(
            DistributedFeatures features, int wanted, int partitions, Settings settings, Consumer<String> log) {
        this.features = features;
        this.wanted = wanted;
        this.partitions = partitions;
        this.settings = settings;
        this.log = log;
    }

    /** Finds the lists, completes those that are too short and estimates the recall. */
    public ApproximateLists find() {
        JavaPairRDD<Integer, ItemFeatures> blocks = features.blocks().persist(StorageLevel.MEMORY_AND_DISK_SER());
        FeatureSampler sample = new FeatureSampler(blocks, features.size());
        Centroids cells = centers(sample);
        int probes = Math.min(settings.probes(), cells.count());
        JavaPairRDD<ItemFeatures, int[]> placed =
                place(blocks, cells, probes).persist(StorageLevel.MEMORY_AND_DISK_SER());
        Broadcast<CellPlan> plan = sample.broadcast(plan(placed, cells.count(), probes));
        JavaPairRDD<Integer, KnnCandidates> lists = ListRuns.merge(
                        CellMeetings.find(placed, plan, probes, wanted, partitions),
                        features.size(),
                        wanted,
                        partitions)
                .persist(StorageLevel.MEMORY_AND_DISK_SER());
        ListCompletion completion = new ListCompletion(sample, wanted, log);
        JavaPairRDD<Integer, KnnCandidates> completed = completion.complete(lists);
        return completion.withRecall(completed, ~settings.seed());
    }

    private Centroids centers(FeatureSampler features) {
        int size = (int) Math.min(LARGEST_SAMPLE, (long) SAMPLE_PER_CELL * settings.cells());
        ItemFeatures sample = features.draw(size, settings.seed());
        log.accept("collected a sample of " + sample.size() + " features, "
                + Units.bytes(4L * sample.values().length) + ", to find centers: at most " + SAMPLE_PER_CELL
                + " per cell and " + LARGEST_SAMPLE + " in all");
        return Centroids.of(sample.matrix(), settings.cells(), settings.seed(), Parallelism.allCores());
    }

    /** Finds the cells of each item of each block, nearest center first. */
    private JavaPairRDD<ItemFeatures, int[]> place(
            JavaPairRDD<Integer, ItemFeatures> blocks, Centroids cells, int probes) {
        float[] centers = values(cells.centers());
        int columns = features.columns();
        log.accept("broadcast " + cells.count() + " centers, " + Units.bytes(4L * centers.length)
                + ": bounded by --cells");
        Broadcast<float[]> broadcast = FeatureSampler.context(blocks).broadcast(centers);
        return blocks.values()
                .mapToPair(block -> new Tuple2<>(
                        block,
                        new Centroids(Matrix.of(broadcast.value().length / columns, columns, broadcast.value()))
                                .nearest(block.matrix(), probes)));
    }

    private static float[] values(Matrix centers) {
        float[] values = new float[Math.multiplyExact(centers.rows(), centers.columns())];
        float[] row = new float[centers.columns()];
        for (int i = 0; i < centers.rows(); i++) {
            centers.copyRow(i, row);
            System.arraycopy(row, 0, values, i * row.length, row.length);
        }
        return values;
    }

    private CellPlan plan(JavaPairRDD<ItemFeatures, int[]> placed, int cells, int probes) {
        long[] counts = count(placed, cells, probes);
        CellPlan plan = CellPlan.of(counts, settings.mostRows());
        long largest = Arrays.stream(counts, 0, cells).max().orElse(0);
        log.accept("cells hold " + largest + " items at most; " + plan.cut() + " of " + cells
                + " cells are cut into parts of about " + settings.mostRows());
        return plan;
    }

    /** Counts the items at home in each cell, then the visitors of each cell. */
    private static long[] count(JavaPairRDD<ItemFeatures, int[]> placed, int cells, int probes) {
        return placed.values()
                .treeAggregate(
                        new long[2 * cells],
                        (counts, places) -> {
                            for (int i = 0; i < places.length; i++) {
                                counts[i % probes == 0 ? places[i] : cells + places[i]]++;
                            }
                            return counts;
                        },
                        (one, other) -> {
                            Arrays.setAll(one, i -> one[i] + other[i]);
                            return one;
                        });
    }
}
