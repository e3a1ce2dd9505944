package dev.icfrr.spark.table;

import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.partition.SortedGroups;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Features in Parquet, in one of two formats: a row per item ({@link VectorRows}) or a row per block
 * ({@link VectorBlocks}). Ids count from 0 without a gap, in any order.
 */
record FeatureTable(Dataset<Row> table, FeatureFormat format, Shape shape) implements FeatureSource {

    static FeatureTable open(SparkSession session, String path, FeatureColumns names, String what) {
        Dataset<Row> table = session.read().parquet(path);
        Columns columns = new Columns(path, table.schema());
        if (names.equals(FeatureColumns.DEFAULT) && VectorBlocks.isFormatOf(columns)) {
            Dataset<Row> selected = VectorBlocks.select(table, columns);
            Shape shape = VectorBlocks.shape(selected, path);
            return new FeatureTable(selected, new VectorBlocks(path, what, shape.columns()), shape);
        }
        if (!columns.have(names.id(), names.vector())) {
            throw new IllegalArgumentException(path + ": features need the columns " + names.id() + " and "
                    + names.vector() + " (array of float), or first, rows, columns and vectors (binary); it has "
                    + columns.names() + ". Name others with --id-column and --vector-column");
        }
        return VectorRows.open(table, columns, names, what);
    }

    @Override
    public DistributedFeatures read(int blockRows, int partitions) {
        FeatureFormat decoder = format;
        int size = shape.size();
        JavaPairRDD<Integer, ItemFeatures> pieces =
                table.queryExecution().toRdd().toJavaRDD().mapPartitionsToPair(rows -> decoder.decode(rows, blockRows));
        JavaPairRDD<Integer, ItemFeatures> blocks = pieces.repartitionAndSortWithinPartitions(
                        KeyPartitioner.inRuns(Math.ceilDiv(size, blockRows), partitions))
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group -> new Tuple2<>(
                                        group._1(),
                                        join(decoder.path(), group._1() * blockRows, blockRows, size, group._2()))),
                        true);
        return DistributedFeatures.sent(size, shape.columns(), blockRows, blocks);
    }

    private static ItemFeatures join(String path, int first, int blockRows, int size, List<ItemFeatures> pieces) {
        ItemFeatures joined = ItemFeatures.union(pieces);
        int given = pieces.stream().mapToInt(ItemFeatures::size).sum();
        if (given > joined.size()) {
            throw FeatureChecks.duplicate(path, ItemFeatures.firstDuplicate(pieces));
        }
        if (joined.size() != Math.min(blockRows, size - first)) {
            int present = 0;
            while (present < joined.size() && joined.items()[present] == first + present) {
                present++;
            }
            throw new IllegalArgumentException(path + ": item " + (first + present) + " is missing");
        }
        return joined;
    }
}
