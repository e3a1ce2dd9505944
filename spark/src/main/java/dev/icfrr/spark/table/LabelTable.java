package dev.icfrr.spark.table;

import static org.apache.spark.sql.functions.col;

import dev.icfrr.spark.partition.ItemRuns;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.partition.SortedGroups;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Labels: a whole number per item, in Parquet ({@code id}, {@code label}) or as a tensor of one dimension. */
public final class LabelTable {
    private LabelTable() {}

    /** Reads labels by run, partitioned by {@code byRun} and sorted. */
    public static JavaPairRDD<Integer, ItemLabels> runs(
            SparkSession session, String path, int size, KeyPartitioner byRun) throws IOException {
        JavaPairRDD<Integer, ItemLabels> pieces =
                TensorPaths.isTensor(path) ? ofTensor(session, path, size) : ofTable(session, path);
        return pieces.repartitionAndSortWithinPartitions(byRun)
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group -> new Tuple2<>(group._1(), join(group._2(), group._1(), size, path))),
                        true);
    }

    private static JavaPairRDD<Integer, ItemLabels> ofTensor(SparkSession session, String path, int size)
            throws IOException {
        String local = TensorPaths.local(path).toString();
        try (TensorFile file = TensorFiles.open(Path.of(local))) {
            Tensor tensor = file.soleTensor();
            if (tensor.rank() != 1 || tensor.size(0) != size) {
                throw new IllegalArgumentException(path + ": labels must be " + size + " whole numbers, not of shape "
                        + Arrays.toString(tensor.shape()));
            }
        }
        List<Integer> runs = IntStream.range(0, ItemRuns.count(size)).boxed().toList();
        return JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(runs, Math.min(runs.size(), 64))
                .mapToPair(run -> {
                    int first = run * ItemRuns.ITEMS;
                    int count = Math.min(ItemRuns.ITEMS, size - first);
                    long[] labels = new long[count];
                    try (TensorFile file = TensorFiles.open(Path.of(local))) {
                        file.soleTensor().copyTo(first, labels, 0, count);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return new Tuple2<>(
                            run,
                            new ItemLabels(IntStream.range(first, first + count).toArray(), labels));
                });
    }

    private static JavaPairRDD<Integer, ItemLabels> ofTable(SparkSession session, String path) {
        Dataset<Row> table = session.read().parquet(path);
        Columns columns = new Columns(path, table.schema());
        if (!columns.have("id", "label")) {
            throw new IllegalArgumentException(
                    path + ": labels need the columns id and label; it has " + columns.names());
        }
        return table.select(columns.whole("id"), columns.whole("label"))
                .filter(col("label").isNotNull())
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitionsToPair(rows -> {
                    Map<Integer, TreeMap<Integer, Long>> byRun = new TreeMap<>();
                    rows.forEachRemaining(
                            row -> byRun.computeIfAbsent((int) row.getLong(0) / ItemRuns.ITEMS, _ -> new TreeMap<>())
                                    .put((int) row.getLong(0), row.getLong(1)));
                    return new Mapped<>(
                            byRun.entrySet().iterator(),
                            run -> new Tuple2<>(
                                    run.getKey(),
                                    new ItemLabels(
                                            run.getValue().keySet().stream()
                                                    .mapToInt(Integer::intValue)
                                                    .toArray(),
                                            run.getValue().values().stream()
                                                    .mapToLong(Long::longValue)
                                                    .toArray())));
                });
    }

    private static ItemLabels join(List<ItemLabels> pieces, int run, int size, String path) {
        int first = run * ItemRuns.ITEMS;
        int count = Math.min(ItemRuns.ITEMS, size - first);
        long[] labels = new long[Math.max(count, 0)];
        boolean[] set = new boolean[labels.length];
        for (ItemLabels piece : pieces) {
            for (int i = 0; i < piece.items().length; i++) {
                int at = piece.items()[i] - first;
                if (at < 0 || at >= labels.length) {
                    throw new IllegalArgumentException(
                            path + ": a label of item " + piece.items()[i] + ", and there are " + size + " items");
                }
                labels[at] = piece.labels()[i];
                set[at] = true;
            }
        }
        for (int at = 0; at < set.length; at++) {
            if (!set[at]) {
                throw new IllegalArgumentException(path + ": item " + (first + at) + " has no label");
            }
        }
        return new ItemLabels(IntStream.range(first, first + count).toArray(), labels);
    }
}
