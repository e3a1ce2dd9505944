package dev.icfrr.spark;

import dev.icfrr.knn.NearestItems;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/** The nearest gallery items of queries: every block of queries meets every block of the gallery in one task. */
final class QueryNeighborLists {
    /** Queries per block. */
    static final int QUERY_BLOCK = 1024;

    private QueryNeighborLists() {}

    /**
     * Finds the nearest {@code window} gallery items of each query, or all if there are fewer.
     *
     * @return batches of {@code batchRows} consecutive queries, sorted by number within partitions
     */
    static JavaPairRDD<Integer, QueryBatch> find(Features queries, Features gallery, int window, int batchRows, int partitions) {
        int queryBlocks = queries.blockCount();
        int galleryBlocks = gallery.blockCount();
        JavaPairRDD<Long, CellRows> both = queries.blocks()
                .flatMapToPair(block -> IntStream.range(0, galleryBlocks)
                        .mapToObj(other -> new Tuple2<>(
                                (long) block._1() * galleryBlocks + other, new CellRows(false, block._2())))
                        .iterator())
                .union(gallery.blocks()
                        .flatMapToPair(block -> IntStream.range(0, queryBlocks)
                                .mapToObj(other -> new Tuple2<>(
                                        (long) other * galleryBlocks + block._1(), new CellRows(true, block._2())))
                                .iterator()));
        JavaPairRDD<Integer, NearestItems> found = both.repartitionAndSortWithinPartitions(
                        Spread.scattered((int) Math.min(partitions, (long) queryBlocks * galleryBlocks)))
                .mapPartitionsToPair(sorted ->
                        new Flattened<>(new SortedGroups<>(sorted), meeting -> meet(meeting._2(), window, batchRows)));
        return found.repartitionAndSortWithinPartitions(
                        Spread.inRuns(Math.ceilDiv(queries.size(), batchRows), partitions))
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group ->
                                        new Tuple2<>(group._1(), QueryBatch.of(ListRuns.mergeAll(group._2(), window)))),
                        true);
    }

    private static Iterator<Tuple2<Integer, NearestItems>> meet(List<CellRows> rows, int window, int batchRows) {
        Part queries = Part.union(
                rows.stream().filter(side -> !side.second()).map(CellRows::rows).toList());
        Part gallery = Part.union(
                rows.stream().filter(CellRows::second).map(CellRows::rows).toList());
        int[] items = queries.items();
        int first = items[0] / batchRows;
        int last = items[items.length - 1] / batchRows;
        // One batch after the other: all lists of a block of queries at once could be the whole block of distances.
        return new Mapped<>(IntStream.rangeClosed(first, last).iterator(), batch -> {
            Part of = queries.pick(IntStream.range(0, items.length)
                    .filter(row -> items[row] / batchRows == batch)
                    .toArray());
            return new Tuple2<>(
                    batch, NearestItems.ofQueries(of.items(), of.matrix(), gallery.asGalleryPart(), window));
        });
    }
}
