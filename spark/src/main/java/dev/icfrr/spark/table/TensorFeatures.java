package dev.icfrr.spark.table;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Features in a tensor file. Each task maps the file and copies its rows. */
record TensorFeatures(JavaSparkContext context, TensorRows rows, Shape shape) implements FeatureSource {

    static TensorFeatures open(SparkSession session, String path, String what) throws IOException {
        Path local = TensorPaths.local(path);
        try (TensorFile file = TensorFiles.open(local)) {
            Matrix matrix = TensorRows.matrix(file);
            if (matrix.rows() == 0 || matrix.columns() == 0) {
                throw new IllegalArgumentException(
                        path + ": holds " + matrix.rows() + " features of " + matrix.columns() + " values");
            }
            return new TensorFeatures(
                    JavaSparkContext.fromSparkContext(session.sparkContext()),
                    new TensorRows(local.toString(), what),
                    new Shape(matrix.rows(), matrix.columns()));
        }
    }

    @Override
    public DistributedFeatures read(int blockRows, int partitions) {
        int size = shape.size();
        List<Integer> blocks =
                IntStream.range(0, Math.ceilDiv(size, blockRows)).boxed().toList();
        JavaPairRDD<Integer, ItemFeatures> numbers = context.parallelize(
                        blocks, Math.max(1, Math.min(partitions, blocks.size())))
                .mapToPair(block -> new Tuple2<>(block, ItemFeatures.numbers(items(block, blockRows, size))));
        return DistributedFeatures.readable(size, shape.columns(), blockRows, numbers, rows);
    }

    private static int[] items(int block, int blockRows, int size) {
        int first = block * blockRows;
        return IntStream.range(first, first + Math.min(blockRows, size - first)).toArray();
    }
}
