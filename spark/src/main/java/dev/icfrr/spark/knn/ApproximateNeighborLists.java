package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.Centroids;
import dev.icfrr.spark.log.Units;
import dev.icfrr.spark.partition.Flattened;
import dev.icfrr.spark.partition.ItemRuns;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.SortedGroups;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Nearly all nearest items: every item is at home in the cell whose center is nearest, and visits a few more; whoever is in a
 * cell meets who is at home there, in both directions. Cells too large for a task are cut, and their parts meet two by two.
 * Depends on the features and the seed, not on how the work is cut.
 */
public final class ApproximateNeighborLists {
    /** Rows of the sample per cell that the centers are found from. */
    private static final int SAMPLE_PER_CELL = 16;

    private static final int LARGEST_SAMPLE = 1 << 18;
    private static final int RECALL_SAMPLE = 256;
    /** How many items whose lists are too short are compared with the whole gallery. */
    private static final int MOST_SHORT = 1 << 14;

    /**
     * How to search.
     *
     * @param cells how many cells
     * @param probes how many cells each item is in, its home included
     * @param mostRows rows of a cell in one task
     */
    public record Settings(int cells, int probes, int mostRows, long seed) implements java.io.Serializable {}

    /**
     * What was found.
     *
     * @param lists by run of items
     * @param recall share of true neighbors found for a sample
     * @param sampled size of the sample
     */
    public record Found(JavaPairRDD<Integer, KnnCandidates> lists, double recall, int sampled) {}

    private final DistributedFeatures features;
    private final int wanted;
    private final int partitions;
    private final Settings settings;
    private final Consumer<String> log;

    public ApproximateNeighborLists(
            DistributedFeatures features, int wanted, int partitions, Settings settings, Consumer<String> log) {
        this.features = features;
        this.wanted = wanted;
        this.partitions = partitions;
        this.settings = settings;
        this.log = log;
    }

    private <T> Broadcast<T> broadcast(T value) {
        return JavaSparkContext.fromSparkContext(features.blocks().context()).broadcast(value);
    }

    public Found find() {
        JavaPairRDD<Integer, ItemFeatures> blocks = features.blocks().persist(StorageLevel.MEMORY_AND_DISK_SER());
        Centroids cells = centers(blocks);
        int probes = Math.min(settings.probes(), cells.count());
        float[] centers = values(cells.centers());
        int columns = features.columns();
        log.accept("broadcast " + cells.count() + " centers, " + Units.bytes(4L * centers.length)
                + ": bounded by --cells");
        Broadcast<float[]> broadcastCenters = broadcast(centers);
        JavaPairRDD<ItemFeatures, int[]> placed = blocks.values()
                .mapToPair(block -> new Tuple2<>(
                        block,
                        new Centroids(Matrix.of(
                                        broadcastCenters.value().length / columns, columns, broadcastCenters.value()))
                                .nearest(block.matrix(), probes)))
                .persist(StorageLevel.MEMORY_AND_DISK_SER());
        long[] counts = count(placed, cells.count(), probes);
        CellPlan plan = CellPlan.of(counts, settings.mostRows());
        long largest = Arrays.stream(counts, 0, cells.count()).max().orElse(0);
        log.accept("cells hold " + largest + " items at most; " + plan.cut() + " of " + cells.count()
                + " cells are cut into parts of about " + settings.mostRows());
        Broadcast<CellPlan> broadcastPlan = broadcast(plan);
        JavaPairRDD<Integer, KnnCandidates> lists = meet(placed, broadcastPlan, probes);
        lists.persist(StorageLevel.MEMORY_AND_DISK_SER());
        return complete(blocks, lists);
    }

    private Centroids centers(JavaPairRDD<Integer, ItemFeatures> blocks) {
        int size = Math.min(features.size(), (int) Math.min(LARGEST_SAMPLE, (long) SAMPLE_PER_CELL * settings.cells()));
        ItemFeatures sample = sample(blocks, size, settings.seed());
        log.accept("collected a sample of " + sample.size() + " features, "
                + Units.bytes(4L * sample.values().length) + ", to find centers: at most " + SAMPLE_PER_CELL
                + " per cell and " + LARGEST_SAMPLE + " in all");
        return Centroids.of(sample.matrix(), settings.cells(), settings.seed(), Parallelism.allCores());
    }

    /** About {@code size} features, picked by their index and the seed. */
    private ItemFeatures sample(JavaPairRDD<Integer, ItemFeatures> blocks, int size, long seed) {
        double share = (double) size / features.size();
        List<ItemFeatures> picked = blocks.values()
                .map(block -> block.pick(IntStream.range(0, block.size())
                        .filter(row -> isPicked(block.items()[row], seed, share))
                        .toArray()))
                .filter(part -> part.size() > 0)
                .collect();
        return picked.isEmpty() ? blocks.values().first().pick(new int[] {0}) : ItemFeatures.union(picked);
    }

    private static boolean isPicked(int item, long seed, double share) {
        return (KeyPartitioner.mix(KeyPartitioner.mix(seed) + item) >>> 11) * 0x1p-53 < share;
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

    /** Items at home in each cell, then visitors of each cell. */
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

    private JavaPairRDD<Integer, KnnCandidates> meet(
            JavaPairRDD<ItemFeatures, int[]> placed, Broadcast<CellPlan> plan, int probes) {
        int listed = wanted;
        JavaPairRDD<Integer, KnnCandidates> found = placed.flatMapToPair(
                        block -> send(block._1(), block._2(), probes, plan.value()))
                .repartitionAndSortWithinPartitions(KeyPartitioner.scattered(partitions))
                .mapPartitionsToPair(sorted -> new Flattened<>(
                        new SortedGroups<>(sorted), meeting -> meet(meeting._1(), meeting._2(), plan.value(), listed)));
        return ListRuns.merge(found, ItemRuns.count(features.size()), wanted, partitions);
    }

    /** The rows of a block for each meeting that they take part in. */
    private static Iterator<Tuple2<Long, MeetingRows>> send(
            ItemFeatures block, int[] places, int probes, CellPlan plan) {
        TreeMap<Long, List<Integer>> rowsOfPart = new TreeMap<>();
        for (int row = 0; row < block.size(); row++) {
            int item = block.items()[row];
            for (int probe = 0; probe < probes; probe++) {
                int cell = places[row * probes + probe];
                if (plan.homeParts()[cell] > 0) {
                    int part = probe == 0 ? plan.homePart(cell, item) : plan.visitorPart(cell, item);
                    rowsOfPart
                            .computeIfAbsent((long) cell << 32 | part, _ -> new ArrayList<>())
                            .add(row);
                }
            }
        }
        return new Flattened<>(rowsOfPart.entrySet().iterator(), entry -> {
            int cell = (int) (entry.getKey() >> 32);
            int part = entry.getKey().intValue();
            ItemFeatures rows = block.pick(
                    entry.getValue().stream().mapToInt(Integer::intValue).toArray());
            return plan.meetings(cell, part).stream()
                    .map(key ->
                            new Tuple2<>(key, new MeetingRows(CellPlan.isOfSecond(key, part) && !isAlone(key), rows)))
                    .iterator();
        });
    }

    private static boolean isAlone(long key) {
        return (key >> 16 & 0xffff) == (key & 0xffff);
    }

    private static Iterator<Tuple2<Integer, KnnCandidates>> meet(
            long key, List<MeetingRows> rows, CellPlan plan, int wanted) {
        List<ItemFeatures> first = rows.stream()
                .filter(part -> !part.second())
                .map(MeetingRows::rows)
                .toList();
        List<ItemFeatures> second =
                rows.stream().filter(MeetingRows::second).map(MeetingRows::rows).toList();
        List<KnnCandidates> found = new ArrayList<>();
        if (!first.isEmpty() && plan.meetsItself(key)) {
            found.add(KnnCandidates.within(ItemFeatures.union(first).asGalleryPart(), wanted, TaskThreads.here()));
        }
        if (!first.isEmpty() && !second.isEmpty()) {
            found.add(KnnCandidates.between(
                    ItemFeatures.union(first).asGalleryPart(),
                    ItemFeatures.union(second).asGalleryPart(),
                    wanted,
                    TaskThreads.here()));
        }
        return found.isEmpty() ? java.util.Collections.emptyIterator() : ListRuns.cut(ListRuns.mergeAll(found, wanted));
    }

    /** Compares items with the whole gallery where too few others were found, and estimates the recall. */
    private Found complete(JavaPairRDD<Integer, ItemFeatures> blocks, JavaPairRDD<Integer, KnnCandidates> lists) {
        int needed = wanted;
        int[] shortItems = lists
                .values()
                .map(run -> shortLists(run, needed))
                .filter(items -> items.length > 0)
                .take(MOST_SHORT + 1)
                .stream()
                .flatMapToInt(Arrays::stream)
                .sorted()
                .toArray();
        if (shortItems.length > MOST_SHORT) {
            throw new IllegalArgumentException("more than " + MOST_SHORT + " items met fewer than " + wanted
                    + " others: use more --probes or fewer --cells");
        }
        JavaPairRDD<Integer, KnnCandidates> completed = lists;
        if (shortItems.length > 0) {
            log.accept(shortItems.length + " items met fewer than " + wanted
                    + " others and are compared with the whole gallery; their features are broadcast");
            KnnCandidates exact = exact(blocks, collect(blocks, shortItems));
            Broadcast<KnnCandidates> broadcast = broadcast(exact);
            completed = lists.mapToPair(run -> {
                int end = (int) Math.min(Integer.MAX_VALUE, (run._1() + 1L) * ItemRuns.ITEMS);
                KnnCandidates more = broadcast.value().range(run._1() * ItemRuns.ITEMS, end);
                return new Tuple2<>(
                        run._1(), more.size() == 0 ? run._2() : run._2().merge(more, needed));
            });
        }
        ItemFeatures sample = sample(blocks, Math.min(RECALL_SAMPLE, features.size()), ~settings.seed());
        KnnCandidates truth = exact(blocks, sample);
        double recall = recall(completed, truth);
        return new Found(completed, recall, sample.size());
    }

    private static int[] shortLists(KnnCandidates run, int needed) {
        return IntStream.range(0, run.size())
                .filter(i -> run.starts()[i + 1] - run.starts()[i] < needed)
                .map(i -> run.items()[i])
                .toArray();
    }

    private static ItemFeatures collect(JavaPairRDD<Integer, ItemFeatures> blocks, int[] items) {
        return ItemFeatures.union(blocks.values()
                .map(block -> block.pick(IntStream.range(0, block.size())
                        .filter(row -> Arrays.binarySearch(items, block.items()[row]) >= 0)
                        .toArray()))
                .filter(part -> part.size() > 0)
                .collect());
    }

    /** The true lists of a few items. */
    private KnnCandidates exact(JavaPairRDD<Integer, ItemFeatures> blocks, ItemFeatures few) {
        Broadcast<ItemFeatures> broadcast = broadcast(few);
        int listed = wanted;
        return blocks.values()
                .map(block -> KnnCandidates.ofQueries(
                        broadcast.value().items(), broadcast.value().matrix(), block.asGalleryPart(), listed))
                .treeReduce((one, other) -> one.merge(other, listed));
    }

    private double recall(JavaPairRDD<Integer, KnnCandidates> lists, KnnCandidates truth) {
        Broadcast<KnnCandidates> broadcast = broadcast(truth);
        long hits = lists.values().map(run -> hits(run, broadcast.value())).fold(0L, Long::sum);
        return (double) hits / truth.neighbors().length;
    }

    /** How many of the found items are no farther than the farthest true neighbor. */
    private static long hits(KnnCandidates run, KnnCandidates truth) {
        long hits = 0;
        for (int i = 0; i < truth.size(); i++) {
            int at = Arrays.binarySearch(run.items(), truth.items()[i]);
            double farthest = truth.squared()[truth.starts()[i + 1] - 1];
            for (int n = at < 0 ? 0 : run.starts()[at]; at >= 0 && n < run.starts()[at + 1]; n++) {
                hits += run.squared()[n] <= farthest ? 1 : 0;
            }
        }
        return hits;
    }
}
