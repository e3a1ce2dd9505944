package dev.icfrr.spark;

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

/**
 * Features in a distributed data set, cut into blocks of consecutive items.
 *
 * @param size how many items
 * @param columns length of a feature
 * @param blockRows items per block; the last may have fewer
 * @param blocks each block once, by number
 */
record Features(int size, int columns, int blockRows, JavaPairRDD<Integer, Part> blocks) {

    int blockCount() {
        return Math.ceilDiv(size, blockRows);
    }

    long bytes() {
        return 4L * size * columns;
    }

    /** What a source holds, known before it is read. */
    record Shape(int size, int columns) {}

    /** Where features come from. */
    sealed interface Source permits TensorSource, FeatureTable {
        Shape shape();

        Features read(int blockRows, int partitions);
    }

    /**
     * Opens a folder or file of Parquet, or a tensor file that lies under the same path on all machines.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it holds no features, saying what to do
     */
    static Source open(SparkSession session, String path, String what) throws IOException {
        return isTensor(path) ? new TensorSource(session, path, what) : FeatureTable.open(session, path, what);
    }

    static boolean isTensor(String path) {
        return path.matches("(?i).*\\.(npy|pth|pt|fvecs)");
    }

    /** Where a path lies on this machine. */
    static Path local(String path) {
        if (path.startsWith("file:")) {
            return Path.of(java.net.URI.create(path));
        }
        if (path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            throw new IllegalArgumentException(
                    path + ": tensor files are mapped and must lie on a disk that all machines see under the same path;"
                            + " for other storage write the features as Parquet");
        }
        return Path.of(path).toAbsolutePath();
    }

    /** One tensor in a file, of which each task maps its rows. */
    record TensorSource(JavaSparkContext context, String path, String what, Shape shape) implements Source {

        TensorSource(SparkSession session, String path, String what) throws IOException {
            this(
                    JavaSparkContext.fromSparkContext(session.sparkContext()),
                    local(path).toString(),
                    what,
                    shape(path));
        }

        private static Shape shape(String path) throws IOException {
            try (TensorFile file = TensorFiles.open(local(path))) {
                Matrix matrix = matrix(file);
                if (matrix.rows() == 0 || matrix.columns() == 0) {
                    throw new IllegalArgumentException(
                            path + ": holds " + matrix.rows() + " features of " + matrix.columns() + " values");
                }
                return new Shape(matrix.rows(), matrix.columns());
            }
        }

        private static Matrix matrix(TensorFile file) throws IOException {
            Matrix matrix = file.soleTensor().asMatrix();
            if (!matrix.isSinglePrecision()) {
                throw new IllegalArgumentException(
                        file.path()
                                + ": holds double precision, and jobs move single precision: convert it with astype('float32')");
            }
            return matrix;
        }

        @Override
        public Features read(int blockRows, int partitions) {
            String file = path;
            String of = what;
            List<Integer> numbers = IntStream.range(0, Math.ceilDiv(shape.size(), blockRows))
                    .boxed()
                    .toList();
            int slices = Math.max(1, Math.min(partitions, numbers.size()));
            JavaPairRDD<Integer, Part> blocks = context.parallelize(numbers, slices)
                    .mapToPair(block -> new Tuple2<>(block, load(file, of, block, blockRows)));
            return new Features(shape.size(), shape.columns(), blockRows, blocks);
        }

        private static Part load(String path, String what, int block, int blockRows) {
            try (TensorFile file = TensorFiles.open(Path.of(path))) {
                Matrix matrix = matrix(file);
                int first = block * blockRows;
                int rows = Math.min(blockRows, matrix.rows() - first);
                int columns = matrix.columns();
                int[] items = new int[rows];
                float[] values = new float[Math.multiplyExact(rows, columns)];
                float[] row = new float[columns];
                for (int i = 0; i < rows; i++) {
                    items[i] = first + i;
                    matrix.copyRow(first + i, row);
                    requireFinite(row, what, first + i);
                    System.arraycopy(row, 0, values, i * columns, columns);
                }
                return new Part(items, columns, values);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static void requireFinite(float[] row, String what, long item) {
        for (int k = 0; k < row.length; k++) {
            if (!Float.isFinite(row[k])) {
                throw new IllegalArgumentException(what + " feature " + item + ", column " + k + " holds " + row[k]
                        + ", which cannot be compared");
            }
        }
    }
}
