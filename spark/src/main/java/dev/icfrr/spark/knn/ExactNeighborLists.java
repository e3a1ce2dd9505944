package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.spark.partition.Flattened;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.SortedGroups;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import dev.icfrr.spark.table.RowLoader;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/**
 * Exact neighbor lists. Every pair of blocks meets once, in a task that finds neighbors in both directions. Lists of an
 * item from several tasks are merged. Each block, or its number, is sent to as many tasks as there are blocks.
 */
public final class ExactNeighborLists {
    private ExactNeighborLists() {}

    /**
     * Finds the lists, by run of items.
     *
     * @param wanted neighbors per item, the item itself included
     * @param partitions largest number of tasks; changes no list
     */
    public static JavaPairRDD<Integer, KnnCandidates> find(DistributedFeatures features, int wanted, int partitions) {
        int blocks = features.blockCount();
        int tasks = (int) Math.min(partitions, pairs(blocks));
        RowLoader loader = features.loader();
        JavaPairRDD<Integer, KnnCandidates> found = features.rows()
                .flatMapToPair(block -> copies(block, blocks))
                .repartitionAndSortWithinPartitions(KeyPartitioner.scattered(tasks))
                .mapPartitionsToPair(sorted -> new Flattened<>(new SortedGroups<>(sorted), meeting -> {
                    List<ItemFeatures> parts =
                            meeting._2().stream().map(loader::load).toList();
                    KnnCandidates lists = parts.size() == 1
                            ? KnnCandidates.within(parts.getFirst().asGalleryPart(), wanted, TaskThreads.here())
                            : KnnCandidates.between(
                                    parts.getFirst().asGalleryPart(),
                                    parts.getLast().asGalleryPart(),
                                    wanted,
                                    TaskThreads.here());
                    return ListRuns.cut(lists);
                }));
        return ListRuns.merge(found, features.size(), wanted, partitions);
    }

    /** Returns the number of pairs of blocks, a block with itself included. */
    public static long pairs(long blocks) {
        return blocks * (blocks + 1) / 2;
    }

    /** Returns a block for each of its meetings, whose key is the pair of blocks. */
    private static Iterator<Tuple2<Long, ItemFeatures>> copies(Tuple2<Integer, ItemFeatures> block, int blocks) {
        long own = block._1();
        return IntStream.range(0, blocks)
                .mapToObj(other -> new Tuple2<>(Math.min(own, other) * blocks + Math.max(own, other), block._2()))
                .iterator();
    }
}
