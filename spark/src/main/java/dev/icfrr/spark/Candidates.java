package dev.icfrr.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;

import dev.icfrr.knn.NearestItems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Queries with the gallery items to be ranked for them, in batches of consecutive queries.
 *
 * @param queries how many queries
 * @param batchRows queries per batch
 * @param batches by number, sorted within partitions
 */
record Candidates(int queries, int batchRows, JavaPairRDD<Integer, QueryBatch> batches) {
    /** Queries per block when they meet the gallery's blocks. */
    static final int QUERY_BLOCK = 1024;

    /** What a batch may take in memory, lists included. */
    private static final long BATCH_BYTES = 64L << 20;

    private static final int MOST_QUERIES = 256;

    /** Queries per batch, so that their candidates and lists stay within bounds. */
    static int batchRows(long candidates, long voters, long perItem) {
        long bytes = 12 * candidates + 4 * 2 * voters * perItem;
        return Math.clamp(BATCH_BYTES / Math.max(bytes, 1), 1, MOST_QUERIES);
    }

    /** The nearest {@code window} gallery items of each query, all of them if there are no more. */
    static Candidates nearest(Features queries, Features gallery, int window, int batchRows, int partitions) {
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
        JavaPairRDD<Integer, QueryBatch> batches = found.repartitionAndSortWithinPartitions(
                        Spread.inRuns(Math.ceilDiv(queries.size(), batchRows), partitions))
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group ->
                                        new Tuple2<>(group._1(), QueryBatch.of(ListRuns.mergeAll(group._2(), window)))),
                        true);
        return new Candidates(queries.size(), batchRows, batches);
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

    /** Lists made by another search: {@code query} (whole number), {@code items} (array of int), {@code distances} (array of float or double). */
    record Table(Dataset<Row> table, String path, int queries, int longest, boolean doubles) {

        static Table open(SparkSession session, String path) {
            Dataset<Row> table = session.read().parquet(path);
            StructType schema = table.schema();
            if (!Arrays.asList(schema.fieldNames()).containsAll(List.of("query", "items", "distances"))) {
                throw new IllegalArgumentException(
                        path + ": candidate lists need the columns query, items (array of int)"
                                + " and distances (array of float or double); it has "
                                + String.join(", ", schema.fieldNames()));
            }
            if (!schema.apply("items").dataType().sameType(DataTypes.createArrayType(DataTypes.IntegerType))) {
                throw new IllegalArgumentException(path + ": column items must be an array of int, not "
                        + schema.apply("items").dataType().simpleString());
            }
            boolean doubles =
                    schema.apply("distances").dataType().sameType(DataTypes.createArrayType(DataTypes.DoubleType));
            if (!doubles) {
                FeatureTable.requireFloats(path, schema, "distances");
            }
            Dataset<Row> selected =
                    table.select(FeatureTable.whole(path, schema, "query"), col("items"), col("distances"));
            Row bounds = selected.agg(count(lit(1)), min(col("query")), max(col("query")), max(size(col("items"))))
                    .head();
            long rows = bounds.getLong(0);
            if (rows == 0) {
                throw new IllegalArgumentException(path + ": holds no candidate lists");
            }
            if (bounds.getLong(1) < 0 || bounds.getLong(2) >= Integer.MAX_VALUE) {
                throw new IllegalArgumentException(path + ": queries from " + bounds.getLong(1) + " to "
                        + bounds.getLong(2) + "; they must be numbered from 0");
            }
            return new Table(selected, path, (int) bounds.getLong(2) + 1, Math.max(1, bounds.getInt(3)), doubles);
        }

        Candidates read(int batchRows, int partitions) {
            Reader reader = new Reader(path, doubles, batchRows);
            JavaPairRDD<Integer, QueryBatch> batches = table.queryExecution()
                    .toRdd()
                    .toJavaRDD()
                    .mapToPair(reader::read)
                    .repartitionAndSortWithinPartitions(Spread.inRuns(Math.ceilDiv(queries, batchRows), partitions))
                    .mapPartitionsToPair(
                            sorted -> new Mapped<>(
                                    new SortedGroups<>(sorted),
                                    group -> new Tuple2<>(group._1(), reader.join(group._2()))),
                            true);
            return new Candidates(queries, batchRows, batches);
        }
    }

    private record Reader(String path, boolean doubles, int batchRows) implements java.io.Serializable {

        Tuple2<Integer, QueryBatch> read(InternalRow row) {
            int query = (int) row.getLong(0);
            if (row.isNullAt(1) || row.isNullAt(2)) {
                throw new IllegalArgumentException(path + ": the list of query " + query + " is null");
            }
            int[] items = row.getArray(1).toIntArray();
            double[] distances = doubles
                    ? row.getArray(2).toDoubleArray()
                    : widened(row.getArray(2).toFloatArray());
            if (items.length == 0 || items.length != distances.length) {
                throw new IllegalArgumentException(path + ": query " + query + " has " + items.length + " items and "
                        + distances.length + " distances");
            }
            return new Tuple2<>(
                    query / batchRows,
                    new QueryBatch(new int[] {query}, new int[] {0, items.length}, items, distances));
        }

        private static double[] widened(float[] values) {
            return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
        }

        QueryBatch join(List<QueryBatch> single) {
            TreeMap<Integer, QueryBatch> byQuery = new TreeMap<>();
            for (QueryBatch one : single) {
                if (byQuery.put(one.queries()[0], one) != null) {
                    throw new IllegalArgumentException(path + ": query " + one.queries()[0] + " stands there twice");
                }
            }
            List<QueryBatch> sorted = new ArrayList<>(byQuery.values());
            int[] starts = new int[sorted.size() + 1];
            for (int i = 0; i < sorted.size(); i++) {
                starts[i + 1] = starts[i] + sorted.get(i).items().length;
            }
            return new QueryBatch(
                    sorted.stream().mapToInt(one -> one.queries()[0]).toArray(),
                    starts,
                    sorted.stream()
                            .flatMapToInt(one -> Arrays.stream(one.items()))
                            .toArray(),
                    sorted.stream()
                            .map(QueryBatch::distances)
                            .flatMapToDouble(Arrays::stream)
                            .toArray());
        }
    }

    static Stream<Request> byRun(int batch, int[] items) {
        List<Request> requests = new ArrayList<>();
        for (int at = 0; at < items.length; ) {
            int run = items[at] / ListRuns.ITEMS;
            int end = at;
            while (end < items.length && items[end] / ListRuns.ITEMS == run) {
                end++;
            }
            requests.add(new Request(batch, Arrays.copyOfRange(items, at, end)));
            at = end;
        }
        return requests.stream();
    }
}
