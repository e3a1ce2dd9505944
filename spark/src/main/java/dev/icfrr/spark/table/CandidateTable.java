package dev.icfrr.spark.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;

import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.partition.SortedGroups;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/**
 * Candidate lists of another search, in Parquet: {@code query} (whole number), {@code items} (array of int) and {@code
 * distances} (array of float or double).
 *
 * @param queries an upper bound of the number of queries: the largest index plus one
 * @param longest length of the longest list
 * @param doubles whether distances are double
 */
public record CandidateTable(Dataset<Row> table, String path, int queries, int longest, boolean doubles) {

    public static CandidateTable open(SparkSession session, String path) {
        Dataset<Row> table = session.read().parquet(path);
        Columns columns = new Columns(path, table.schema());
        if (!columns.have("query", "items", "distances")) {
            throw new IllegalArgumentException(path + ": candidate lists need the columns query, items (array of int)"
                    + " and distances (array of float or double); it has " + columns.names());
        }
        if (!columns.isArrayOf("items", DataTypes.IntegerType)) {
            throw new IllegalArgumentException(path + ": column items must be an array of int, not "
                    + columns.type("items").simpleString());
        }
        boolean doubles = columns.isArrayOf("distances", DataTypes.DoubleType);
        if (!doubles) {
            columns.requireFloats("distances");
        }
        Dataset<Row> selected = table.select(columns.whole("query"), col("items"), col("distances"));
        Row bounds = selected.agg(count(lit(1)), min(col("query")), max(col("query")), max(size(col("items"))))
                .head();
        long rows = bounds.getLong(0);
        if (rows == 0) {
            throw new IllegalArgumentException(path + ": holds no candidate lists");
        }
        if (bounds.getLong(1) < 0 || bounds.getLong(2) >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(path + ": queries from " + bounds.getLong(1) + " to " + bounds.getLong(2)
                    + "; they must be numbered from 0");
        }
        return new CandidateTable(selected, path, (int) bounds.getLong(2) + 1, Math.max(1, bounds.getInt(3)), doubles);
    }

    /** Describes a read into batches of {@code batchRows} consecutive queries, sorted by number within partitions. */
    public JavaPairRDD<Integer, QueryBatch> read(int batchRows, int partitions) {
        Reader reader = new Reader(path, doubles, batchRows);
        return table.queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapToPair(reader::read)
                .repartitionAndSortWithinPartitions(KeyPartitioner.inRuns(Math.ceilDiv(queries, batchRows), partitions))
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted), group -> new Tuple2<>(group._1(), reader.join(group._2()))),
                        true);
    }

    private record Reader(String path, boolean doubles, int batchRows) implements Serializable {

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
                    throw new IllegalArgumentException(path + ": query " + one.queries()[0] + " appears twice");
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
}
