package dev.icfrr.spark.knn;

import dev.icfrr.knn.ApproximateCandidates;
import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.spark.partition.Flattened;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.SortedGroups;
import dev.icfrr.spark.table.ItemFeatures;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** The meetings of parts of pieces: which rows go where, and the neighbors found in a meeting. */
final class CellMeetings {
    private CellMeetings() {}

    /**
     * Finds neighbors in all meetings.
     *
     * @param placed blocks with the cells of their items, nearest first, as many per item
     * @param probes so many cells of an item count
     * @param wanted neighbors per item, the item itself included
     * @return lists by run; several of one item where it takes part in several meetings
     */
    static JavaPairRDD<Integer, KnnCandidates> find(
            JavaPairRDD<ItemFeatures, int[]> placed,
            Broadcast<CellPlan> plan,
            int probes,
            int wanted,
            Search search,
            int partitions) {
        return placed.flatMapToPair(block -> send(block._1(), block._2(), probes, plan.value()))
                .repartitionAndSortWithinPartitions(KeyPartitioner.scattered(partitions))
                .mapPartitionsToPair(sorted ->
                        new Flattened<>(new SortedGroups<>(sorted), meeting -> search.meet(meeting._2(), wanted)));
    }

    /** Sends the rows of a block to the meetings of their parts. */
    private static Iterator<Tuple2<Long, ItemFeatures>> send(
            ItemFeatures block, int[] places, int probes, CellPlan plan) {
        TreeMap<Long, List<Integer>> rowsOfPart = new TreeMap<>();
        int perItem = places.length / block.size();
        for (int row = 0; row < block.size(); row++) {
            int item = block.items()[row];
            int[] pieces = CellPlan.visited(plan.pieceOf(), places, row * perItem, probes);
            for (int piece : pieces) {
                if (plan.homeParts()[piece] > 0) {
                    int part = piece == pieces[0] ? plan.homePart(piece, item) : plan.visitorPart(piece, item);
                    rowsOfPart
                            .computeIfAbsent((long) piece << 32 | part, _ -> new ArrayList<>())
                            .add(row);
                }
            }
        }
        return new Flattened<>(rowsOfPart.entrySet().iterator(), entry -> {
            int piece = (int) (entry.getKey() >> 32);
            int part = entry.getKey().intValue();
            ItemFeatures rows = block.pick(
                    entry.getValue().stream().mapToInt(Integer::intValue).toArray());
            return plan.meetings(piece, part).stream()
                    .map(key -> new Tuple2<>(key, rows))
                    .iterator();
        });
    }

    /**
     * The search of a meeting.
     *
     * @param recall share of the nearest items wanted among those of the meeting
     */
    record Search(double recall, long seed) implements Serializable {
        private Iterator<Tuple2<Integer, KnnCandidates>> meet(List<ItemFeatures> rows, int wanted) {
            return ListRuns.cut(ApproximateCandidates.within(
                    ItemFeatures.union(rows).asGalleryPart(), wanted, recall, seed, TaskThreads.here()));
        }
    }
}
