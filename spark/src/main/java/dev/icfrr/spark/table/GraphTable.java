package dev.icfrr.spark.table;

import static org.apache.spark.sql.functions.col;

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
import java.util.Locale;
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
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Neighbor lists in Parquet: a row per item, {@code item} (int) and {@code neighbors} (array of int, nearest first).
 * The files hold the other values of this record as metadata of the column {@code neighbors}.
 *
 * @param size number of items of the gallery
 * @param kg neighbors asked for per item
 * @param order of the items on a list
 * @param recall share of true neighbors; 1 if exact
 */
public record GraphTable(
        Dataset<Row> table, String path, int size, int kg, SelfMatch selfMatch, ListOrder order, double recall) {
    private static final String SIZE = "icfrr.size";
    private static final String KG = "icfrr.kg";
    private static final String SELF = "icfrr.self";
    private static final String ORDER = "icfrr.order";
    private static final String RECALL = "icfrr.recall";
    private static final String VERSION = "icfrr.version";

    public int perItem() {
        return Math.min(kg, size - 1);
    }

    /**
     * Describes a table to write.
     *
     * @param lists by run, of {@link LocalScaling#plainLength} neighbors if they are to be scaled
     * @param halfScales by item, to scale the lists, or null for plain lists
     */
    public static Dataset<Row> of(
            SparkSession session,
            JavaPairRDD<Integer, KnnCandidates> lists,
            int size,
            int kg,
            SelfMatch selfMatch,
            @Nullable Broadcast<double[]> halfScales,
            double recall) {
        int perItem = Math.min(kg, size - 1);
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
        ListOrder order = halfScales == null ? ListOrder.PLAIN : ListOrder.SCALED;
        Metadata metadata = new MetadataBuilder()
                .putLong(VERSION, version(order))
                .putString(ORDER, order.label())
                .putLong(SIZE, size)
                .putLong(KG, kg)
                .putString(SELF, selfMatch.label())
                .putDouble(RECALL, recall)
                .build();
        return session.createDataset(rows.rdd(), Encoders.bean(NeighborRow.class))
                .select(col("item"), col("neighbors").as("neighbors", metadata));
    }

    /**
     * Opens lists that the job knn wrote.
     *
     * @throws IllegalArgumentException if the folder holds something else
     */
    public static GraphTable open(SparkSession session, String path) {
        Dataset<Row> table = session.read().parquet(path);
        Columns columns = new Columns(path, table.schema());
        if (!columns.have("item", "neighbors")
                || !table.schema().apply("neighbors").metadata().contains(SIZE)
                || !columns.isArrayOf("neighbors", DataTypes.IntegerType)) {
            throw new IllegalArgumentException(
                    path + ": holds no neighbor lists written by the job knn; it has the columns " + columns.names());
        }
        Metadata metadata = table.schema().apply("neighbors").metadata();
        ListOrder order = metadata.contains(ORDER)
                ? ListOrder.valueOf(metadata.getString(ORDER).toUpperCase(Locale.ROOT))
                : ListOrder.PLAIN;
        if (metadata.getLong(VERSION) != version(order)) {
            throw new IllegalArgumentException(path + ": table version " + metadata.getLong(VERSION)
                    + ", and this program reads versions 1 and 2: use the program that wrote it");
        }
        return new GraphTable(
                table.select(columns.whole("item"), col("neighbors")),
                path,
                Math.toIntExact(metadata.getLong(SIZE)),
                Math.toIntExact(metadata.getLong(KG)),
                SelfMatch.valueOf(metadata.getString(SELF).toUpperCase(Locale.ROOT)),
                order,
                metadata.getDouble(RECALL));
    }

    /** Returns the version of a table: programs that know only plain lists must not read others. */
    private static int version(ListOrder order) {
        return order == ListOrder.PLAIN ? 1 : 2;
    }

    /** Describes a read of the first {@code perItem} neighbors of all items, by run. */
    public JavaPairRDD<Integer, PartialKnnGraph> runs(int perItem, int partitions) {
        String from = path;
        int all = size;
        return table.queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitionsToPair(rows -> new Flattened<>(new Chunks(rows, perItem, from), GraphTable::byRun))
                .repartitionAndSortWithinPartitions(KeyPartitioner.inRuns(ItemRuns.count(size), partitions))
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
