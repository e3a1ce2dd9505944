package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.spark.partition.Flattened;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.MergedByKey;
import dev.icfrr.spark.partition.SortedGroups;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.RowLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * The meetings of parts of pieces: which rows go where, and the neighbors found in a meeting.
 *
 * <p>The meetings of one part of the items at home are in one task, in the order of their keys: first the part itself,
 * then the other parts at home, then the visitors.
 */
final class CellMeetings {
    private final DistributedFeatures features;
    private final JavaRDD<Placement.Block> placed;
    private final Broadcast<CellPlan> plan;
    private final int probes;
    private final int wanted;
    private final TaskMeetings.Search search;
    private final KeyPartitioner partitioner;
    private final JavaPairRDD<Long, BoundedRows> homes;

    /**
     * Prepares meetings.
     *
     * @param probes so many cells of an item count
     * @param wanted neighbors per item, the item itself included
     */
    CellMeetings(
            DistributedFeatures features,
            Placement placement,
            Broadcast<CellPlan> plan,
            int probes,
            int wanted,
            TaskMeetings.Search search,
            int partitions) {
        this.features = features;
        this.placed = placement.placed();
        this.plan = plan;
        this.probes = probes;
        this.wanted = wanted;
        this.search = search;
        partitioner = KeyPartitioner.scattered(partitions, CellPlan.PART_BITS);
        homes = sent(placed.mapToPair(block -> new Tuple2<>(block, BoundedRows.unbounded(block.rows()))), true, false);
    }

    /** Sends rows to the meetings of their parts, sorted by meeting. */
    private JavaPairRDD<Long, BoundedRows> sent(
            JavaPairRDD<Placement.Block, BoundedRows> rows, boolean home, boolean visitors) {
        int count = probes;
        Broadcast<CellPlan> cellPlan = plan;
        return rows.flatMapToPair(block -> send(block._1(), block._2(), count, cellPlan.value(), home, visitors))
                .repartitionAndSortWithinPartitions(partitioner);
    }

    private static Iterator<Tuple2<Long, BoundedRows>> send(
            Placement.Block block, BoundedRows rows, int probes, CellPlan plan, boolean home, boolean visitors) {
        TreeMap<Long, List<Integer>> rowsOfPart = new TreeMap<>();
        int size = block.rows().size();
        int perItem = block.cells().length / size;
        char[] visited = new char[rows.isBounded() ? size * probes : 0];
        Arrays.fill(visited, BoundedRows.NONE);
        for (int row = 0; row < size; row++) {
            int item = block.rows().items()[row];
            int[] pieces = CellPlan.visited(plan.pieceOf(), block.cells(), row * perItem, probes);
            for (int i = 0; i < pieces.length && rows.isBounded(); i++) {
                visited[row * probes + i] = (char) pieces[i];
            }
            for (int i = home ? 0 : 1; i < (visitors ? pieces.length : 1); i++) {
                if (plan.homeParts()[pieces[i]] > 0) {
                    int part = i == 0 ? plan.homePart(pieces[i], item) : plan.visitorPart(pieces[i], item);
                    rowsOfPart
                            .computeIfAbsent((long) pieces[i] << Integer.SIZE | part, _ -> new ArrayList<>())
                            .add(row);
                }
            }
        }
        BoundedRows all = rows.withPieces(visited);
        return new Flattened<>(rowsOfPart.entrySet().iterator(), entry -> {
            int piece = (int) (entry.getKey() >> Integer.SIZE);
            int part = entry.getKey().intValue();
            int[] positions =
                    entry.getValue().stream().mapToInt(Integer::intValue).toArray();
            // Bounds follow rows that are at home already.
            boolean isKnown = rows.isBounded() && part < plan.homeParts()[piece];
            BoundedRows picked = (isKnown ? all.withoutFeatures() : all).pick(positions);
            return plan.meetings(piece, part).stream()
                    .map(key -> new Tuple2<>(key, picked))
                    .iterator();
        });
    }

    /**
     * Finds neighbors in all meetings.
     *
     * @return lists by run; several of one item where it takes part in several meetings
     */
    JavaPairRDD<Integer, KnnCandidates> all() {
        JavaPairRDD<Long, BoundedRows> visitors =
                sent(placed.mapToPair(block -> new Tuple2<>(block, BoundedRows.unbounded(block.rows()))), false, true);
        return found(visitors, TaskMeetings.Pass.ALL);
    }

    /** Finds neighbors among the items at home in the same piece. */
    JavaPairRDD<Integer, KnnCandidates> atHome() {
        RowLoader loader = features.loader();
        Broadcast<CellPlan> cellPlan = plan;
        TaskMeetings.Search how = search;
        int count = wanted;
        return homes.mapPartitionsToPair(sorted -> new Flattened<>(
                new SortedGroups<>(sorted),
                new TaskMeetings(TaskMeetings.Pass.HOMES, loader, cellPlan.value(), how, count)::meet));
    }

    /**
     * Finds the neighbors that items still need in the pieces that they visit, and among their visitors.
     *
     * @param known the lists of {@link #atHome()}, merged
     * @return lists by run, also shorter ones
     */
    JavaPairRDD<Integer, KnnCandidates> visiting(JavaPairRDD<Integer, KnnCandidates> known) {
        return found(sent(ListBounds.join(known, wanted, features, placed), true, true), TaskMeetings.Pass.VISITS);
    }

    private JavaPairRDD<Integer, KnnCandidates> found(JavaPairRDD<Long, BoundedRows> visitors, TaskMeetings.Pass pass) {
        RowLoader loader = features.loader();
        Broadcast<CellPlan> cellPlan = plan;
        TaskMeetings.Search how = search;
        int count = wanted;
        return homes.zipPartitions(
                        visitors,
                        (Iterator<Tuple2<Long, BoundedRows>> one, Iterator<Tuple2<Long, BoundedRows>> other) ->
                                new Flattened<>(
                                        new SortedGroups<>(new MergedByKey<>(one, other)),
                                        new TaskMeetings(pass, loader, cellPlan.value(), how, count)::meet))
                .mapToPair(list -> list);
    }
}
