package dev.icfrr.spark.table;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Features in a tensor file. Each task maps the file and copies its rows. */
record TensorFeatures(JavaSparkContext context, String path, String what, Shape shape) implements FeatureSource {

    static TensorFeatures open(SparkSession session, String path, String what) throws IOException {
        Path local = TensorPaths.local(path);
        try (TensorFile file = TensorFiles.open(local)) {
            Matrix matrix = matrix(file);
            if (matrix.rows() == 0 || matrix.columns() == 0) {
                throw new IllegalArgumentException(
                        path + ": holds " + matrix.rows() + " features of " + matrix.columns() + " values");
            }
            return new TensorFeatures(
                    JavaSparkContext.fromSparkContext(session.sparkContext()),
                    local.toString(),
                    what,
                    new Shape(matrix.rows(), matrix.columns()));
        }
    }

    private static Matrix matrix(TensorFile file) throws IOException {
        Matrix matrix = file.soleTensor().asMatrix();
        if (!matrix.isSinglePrecision()) {
            throw new IllegalArgumentException(file.path() + ": holds double precision; jobs read single precision."
                    + " Convert it with astype('float32')");
        }
        return matrix;
    }

    @Override
    public DistributedFeatures read(int blockRows, int partitions) {
        String file = path;
        String of = what;
        List<Integer> numbers = IntStream.range(0, Math.ceilDiv(shape.size(), blockRows))
                .boxed()
                .toList();
        int slices = Math.max(1, Math.min(partitions, numbers.size()));
        JavaPairRDD<Integer, ItemFeatures> blocks = context.parallelize(numbers, slices)
                .mapToPair(block -> new Tuple2<>(block, load(file, of, block, blockRows)));
        return new DistributedFeatures(shape.size(), shape.columns(), blockRows, blocks);
    }

    private static ItemFeatures load(String path, String what, int block, int blockRows) {
        try (TensorFile file = TensorFiles.open(Path.of(path))) {
            Matrix matrix = matrix(file);
            int first = block * blockRows;
            int end = Math.min(matrix.rows(), first + blockRows);
            int[] items = IntStream.range(first, end).toArray();
            return ItemFeatures.of(items, matrix.selectRows(items)).requireFinite(what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
