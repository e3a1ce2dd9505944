package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.spark.partition.Flattened;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.SortedGroups;
import dev.icfrr.spark.table.ItemFeatures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** The meetings of parts of cells: which rows go where, and the neighbors found in a meeting. */
final class CellMeetings {
    private CellMeetings() {}

    /**
     * Finds neighbors in all meetings.
     *
     * @param placed blocks with the cells of their items, {@code probes} per item
     * @return lists by run; several of one item where it takes part in several meetings
     */
    static JavaPairRDD<Integer, KnnCandidates> find(
            JavaPairRDD<ItemFeatures, int[]> placed, Broadcast<CellPlan> plan, int probes, int wanted, int partitions) {
        return placed.flatMapToPair(block -> send(block._1(), block._2(), probes, plan.value()))
                .repartitionAndSortWithinPartitions(KeyPartitioner.scattered(partitions))
                .mapPartitionsToPair(sorted -> new Flattened<>(
                        new SortedGroups<>(sorted), meeting -> meet(meeting._1(), meeting._2(), plan.value(), wanted)));
    }

    /** Sends the rows of a block to the meetings of their parts. */
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
        return found.isEmpty() ? Collections.emptyIterator() : ListRuns.cut(ListRuns.mergeAll(found, wanted));
    }
}
