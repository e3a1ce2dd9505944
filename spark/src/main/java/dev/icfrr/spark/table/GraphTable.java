package dev.icfrr.spark.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.spark.partition.Flattened;
import dev.icfrr.spark.partition.ItemRuns;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.partition.Pairwise;
import dev.icfrr.spark.partition.SortedGroups;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Neighbor lists in a table: a row per item, {@code item} (int) and {@code neighbors} (array of int, nearest first).
 *
 * @param name of the table, for messages
 * @param header what the lists are; stored as metadata of the column {@code neighbors}
 */
public record GraphTable(Dataset<Row> table, String name, GraphHeader header) {
    static final String NEIGHBORS = "neighbors";
    private static final String ITEM = "item";
    private static final String ID = "id";

    /**
     * Describes a table to write.
     *
     * @param lists by run, of {@link LocalScaling#plainLength} neighbors if they are to be scaled
     * @param halfScales by item, to scale the lists, or null for plain lists
     */
    public static Dataset<Row> of(
            SparkSession session,
            JavaPairRDD<Integer, KnnCandidates> lists,
            GraphHeader header,
            @Nullable Broadcast<double[]> halfScales) {
        int perItem = header.perItem();
        SelfMatch selfMatch = header.selfMatch();
        JavaRDD<NeighborRow> rows = lists.values()
                .mapPartitions(runs -> new Flattened<>(
                        runs,
                        run -> IntStream.range(0, run.size())
                                .mapToObj(i -> new NeighborRow(
                                        run.items()[i],
                                        halfScales == null
                                                ? run.neighbors(i, perItem, selfMatch)
                                                : run.scaledNeighbors(i, perItem, selfMatch, halfScales.value())))
                                .iterator()));
        return session.createDataset(rows.rdd(), Encoders.bean(NeighborRow.class))
                .select(col(ITEM), col(NEIGHBORS).as(NEIGHBORS, header.metadata()));
    }

    /**
     * Opens lists that the job knn wrote.
     *
     * @throws IllegalArgumentException if the folder holds something else
     */
    public static GraphTable open(SparkSession session, String path) {
        Dataset<Row> table = session.read().parquet(path);
        Columns columns = new Columns(path, table.schema());
        if (!columns.have(ITEM, NEIGHBORS) || !columns.isArrayOf(NEIGHBORS, DataTypes.IntegerType)) {
            throw unknown(columns);
        }
        GraphHeader header =
                GraphHeader.of(table.schema().apply(NEIGHBORS).metadata(), path).orElseThrow(() -> unknown(columns));
        return new GraphTable(table.select(columns.whole(ITEM), col(NEIGHBORS)), path, header);
    }

    /**
     * Opens the lists of a data frame: {@code id} and {@code neighbors}, or those that the job knn wrote.
     *
     * @param ids of the gallery
     * @param selfMatch what lists of another program leave out as the item itself
     */
    public static GraphTable ofFrame(Dataset<Row> frame, ItemIds ids, SelfMatch selfMatch) {
        Columns columns = new Columns("graph", frame.schema());
        String item = columns.have(ITEM) ? ITEM : ID;
        if (!columns.have(item, NEIGHBORS) || !(columns.type(NEIGHBORS) instanceof ArrayType)) {
            throw new IllegalArgumentException("graph: neighbor lists need the columns id and neighbors (array of ids);"
                    + " it has " + columns.names());
        }
        Dataset<Row> lists = frame.select(col(item).as(ITEM), col(NEIGHBORS));
        GraphHeader header = GraphHeader.of(frame.schema().apply(NEIGHBORS).metadata(), "graph")
                .orElseGet(() -> ofOthers(lists, Math.toIntExact(ids.size()), selfMatch));
        Dataset<Row> indexed = ids.toIndices(ids.arraysToIndices(lists, List.of(ITEM), NEIGHBORS), ITEM);
        return new GraphTable(indexed, "graph", header);
    }

    /** Lists of another program count as plain, as long as the shortest. */
    private static GraphHeader ofOthers(Dataset<Row> lists, int size, SelfMatch selfMatch) {
        Row shortest = lists.agg(min(functions.size(col(NEIGHBORS)))).head();
        int length = shortest.isNullAt(0) ? 0 : shortest.getInt(0);
        return new GraphHeader(size, length, selfMatch, ListOrder.PLAIN, Double.NaN, false, List.of());
    }

    /**
     * Replaces the indices of lists by ids.
     *
     * @param lists as {@link #of} describes them
     * @return {@code id} and {@code neighbors}
     */
    public static Dataset<Row> withIds(Dataset<Row> lists, ItemIds ids) {
        return ids.toIds(ids.arraysToIds(lists, List.of(ITEM), NEIGHBORS), ITEM)
                .select(
                        col(ITEM).as(ID),
                        col(NEIGHBORS)
                                .as(NEIGHBORS, lists.schema().apply(NEIGHBORS).metadata()));
    }

    private static IllegalArgumentException unknown(Columns columns) {
        return new IllegalArgumentException(columns.path()
                + ": holds no neighbor lists written by the job knn; it has the columns " + columns.names());
    }

    public int size() {
        return header.size();
    }

    public int perItem() {
        return header.perItem();
    }

    /** Describes a read of the first {@code perItem} neighbors of all items, by run. */
    public JavaPairRDD<Integer, PartialKnnGraph> runs(int perItem, int partitions) {
        String from = name;
        int all = size();
        return table.queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitionsToPair(rows -> new Flattened<>(new Chunks(rows, perItem, from), GraphTable::byRun))
                .repartitionAndSortWithinPartitions(KeyPartitioner.inRuns(ItemRuns.count(size()), partitions))
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group -> new Tuple2<>(
                                        group._1(),
                                        requireComplete(
                                                Pairwise.reduce(group._2(), PartialKnnGraph::with),
                                                group._1(),
                                                all,
                                                from))),
                        true);
    }

    private static PartialKnnGraph requireComplete(PartialKnnGraph run, int number, int size, String path) {
        int expected = Math.min(ItemRuns.ITEMS, size - number * ItemRuns.ITEMS);
        if (run.items().length != expected) {
            throw new IllegalArgumentException(path + ": lists of " + run.items().length + " items from item "
                    + number * ItemRuns.ITEMS + " on; expected " + expected + ": files are missing");
        }
        return run;
    }

    private static Iterator<Tuple2<Integer, PartialKnnGraph>> byRun(TreeMap<Integer, int[]> lists) {
        int perItem = lists.firstEntry().getValue().length;
        return new Flattened<>(
                lists.keySet().stream()
                        .collect(java.util.stream.Collectors.groupingBy(
                                item -> item / ItemRuns.ITEMS, TreeMap::new, java.util.stream.Collectors.toList()))
                        .entrySet()
                        .iterator(),
                entry -> {
                    int[] items = entry.getValue().stream()
                            .mapToInt(Integer::intValue)
                            .toArray();
                    int[] neighbors = new int[Math.multiplyExact(items.length, perItem)];
                    for (int i = 0; i < items.length; i++) {
                        System.arraycopy(lists.get(items[i]), 0, neighbors, i * perItem, perItem);
                    }
                    return List.of(new Tuple2<>(entry.getKey(), PartialKnnGraph.of(items, perItem, neighbors)))
                            .iterator();
                });
    }

    /** Reads many rows at a time, so that most lists of one run travel together. */
    private record Chunks(Iterator<InternalRow> rows, int perItem, String path)
            implements Iterator<TreeMap<Integer, int[]>> {
        private static final int ROWS = 4 * ItemRuns.ITEMS;

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public TreeMap<Integer, int[]> next() {
            TreeMap<Integer, int[]> lists = new TreeMap<>();
            while (lists.size() < ROWS && rows.hasNext()) {
                InternalRow row = rows.next();
                int item = (int) row.getLong(0);
                int[] neighbors = row.getArray(1).toIntArray();
                if (neighbors.length < perItem) {
                    throw new IllegalArgumentException(path + ": item " + item + " has " + neighbors.length
                            + " neighbors; expected at least " + perItem);
                }
                if (lists.put(item, Arrays.copyOf(neighbors, perItem)) != null) {
                    throw new IllegalArgumentException(path + ": item " + item + " appears twice");
                }
            }
            return lists;
        }
    }
}
