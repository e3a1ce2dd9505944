package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.spark.partition.Flattened;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.partition.SortedGroups;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import dev.icfrr.spark.table.QueryBatch;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/** The nearest gallery items of queries. Every block of queries meets every block of the gallery in one task. */
public final class QueryNeighborLists {
    /** Queries per block. */
    public static final int QUERY_BLOCK = 1024;

    private QueryNeighborLists() {}

    /**
     * Finds the nearest {@code window} gallery items of each query, or all if there are fewer.
     *
     * @return batches of {@code batchRows} consecutive queries, sorted by number within partitions
     */
    public static JavaPairRDD<Integer, QueryBatch> find(
            DistributedFeatures queries, DistributedFeatures gallery, int window, int batchRows, int partitions) {
        int queryBlocks = queries.blockCount();
        int galleryBlocks = gallery.blockCount();
        JavaPairRDD<Long, MeetingRows> both = queries.blocks()
                .flatMapToPair(block -> IntStream.range(0, galleryBlocks)
                        .mapToObj(other -> new Tuple2<>(
                                (long) block._1() * galleryBlocks + other, new MeetingRows(false, block._2())))
                        .iterator())
                .union(gallery.blocks()
                        .flatMapToPair(block -> IntStream.range(0, queryBlocks)
                                .mapToObj(other -> new Tuple2<>(
                                        (long) other * galleryBlocks + block._1(), new MeetingRows(true, block._2())))
                                .iterator()));
        JavaPairRDD<Integer, KnnCandidates> found = both.repartitionAndSortWithinPartitions(
                        KeyPartitioner.scattered((int) Math.min(partitions, (long) queryBlocks * galleryBlocks)))
                .mapPartitionsToPair(sorted ->
                        new Flattened<>(new SortedGroups<>(sorted), meeting -> meet(meeting._2(), window, batchRows)));
        return found.repartitionAndSortWithinPartitions(
                        KeyPartitioner.inRuns(Math.ceilDiv(queries.size(), batchRows), partitions))
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group ->
                                        new Tuple2<>(group._1(), QueryBatch.of(ListRuns.mergeAll(group._2(), window)))),
                        true);
    }

    private static Iterator<Tuple2<Integer, KnnCandidates>> meet(List<MeetingRows> rows, int window, int batchRows) {
        ItemFeatures queries = ItemFeatures.union(rows.stream()
                .filter(side -> !side.second())
                .map(MeetingRows::rows)
                .toList());
        ItemFeatures gallery = ItemFeatures.union(
                rows.stream().filter(MeetingRows::second).map(MeetingRows::rows).toList());
        int[] items = queries.items();
        int first = items[0] / batchRows;
        int last = items[items.length - 1] / batchRows;
        // Batch by batch, because all lists of a block of queries together could be as large as the block of distances.
        return new Mapped<>(IntStream.rangeClosed(first, last).iterator(), batch -> {
            ItemFeatures of = queries.pick(IntStream.range(0, items.length)
                    .filter(row -> items[row] / batchRows == batch)
                    .toArray());
            return new Tuple2<>(
                    batch, KnnCandidates.ofQueries(of.items(), of.matrix(), gallery.asGalleryPart(), window));
        });
    }
}
