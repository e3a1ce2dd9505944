package dev.icfrr.spark;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.spark.command.SparkConnection;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Writes galleries and queries for tests, in all formats. */
public final class Inputs {
    static final StructType ITEMS = new StructType()
            .add("id", DataTypes.LongType)
            .add("vector", DataTypes.createArrayType(DataTypes.FloatType));

    private Inputs() {}

    /** Returns one session for all tests of a JVM, because it takes seconds to start. */
    public static SparkSession session() {
        return SparkSession.builder()
                .config(SparkConnection.configured(
                                new SparkConf().setMaster("local[3]").setAppName("tests"))
                        .set("spark.ui.enabled", "false")
                        .set("spark.driver.host", "127.0.0.1")
                        .set("spark.driver.bindAddress", "127.0.0.1"))
                .getOrCreate();
    }

    /** Draws clusters of points on a coarse grid; a quarter are exact duplicates. */
    public static Matrix withDuplicates(int size, int columns, Random random) {
        float[] values = new float[size * columns];
        for (int i = 0; i < size; i++) {
            int from = i > 0 && random.nextInt(4) == 0 ? random.nextInt(i) : -1;
            for (int k = 0; k < columns; k++) {
                values[i * columns + k] = from < 0
                        ? i % 7 * (k % 3) + Math.round(8 * random.nextGaussian()) / 8f
                        : values[from * columns + k];
            }
        }
        return Matrix.of(size, columns, values);
    }

    public static void npy(Path path, Matrix matrix) throws IOException {
        NpyWriter.write(path, Tensor.of(matrix.toFloatArray(), matrix.rows(), matrix.columns()));
    }

    /** Writes a row per item, shuffled. */
    public static void rows(Path path, Matrix matrix, Random random) {
        List<Row> rows = new ArrayList<>();
        float[] row = new float[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.copyRow(i, row);
            rows.add(RowFactory.create((long) i, row.clone()));
        }
        Collections.shuffle(rows, random);
        write(path, rows, ITEMS, 5);
    }

    /** Writes a row per block; blocks have different lengths. */
    static void blocks(Path path, Matrix matrix, Random random) {
        List<Row> rows = new ArrayList<>();
        float[] row = new float[matrix.columns()];
        for (int first = 0; first < matrix.rows(); ) {
            int count = Math.min(matrix.rows() - first, 1 + random.nextInt(90));
            ByteBuffer bytes = ByteBuffer.allocate(4 * count * matrix.columns()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = first; i < first + count; i++) {
                matrix.copyRow(i, row);
                for (float value : row) {
                    bytes.putFloat(value);
                }
            }
            rows.add(RowFactory.create(first, count, matrix.columns(), bytes.array()));
            first += count;
        }
        Collections.shuffle(rows, random);
        write(
                path,
                rows,
                new StructType()
                        .add("first", DataTypes.IntegerType)
                        .add("rows", DataTypes.IntegerType)
                        .add("columns", DataTypes.IntegerType)
                        .add("vectors", DataTypes.BinaryType),
                3);
    }

    static void candidates(Path path, int[][] items, double[][] distances, DataType ofDistance) {
        List<Row> rows = IntStream.range(0, items.length)
                .mapToObj(query -> RowFactory.create(query, items[query], distances[query]))
                .toList();
        write(
                path,
                rows,
                new StructType()
                        .add("query", DataTypes.IntegerType)
                        .add("items", DataTypes.createArrayType(DataTypes.IntegerType))
                        .add("distances", DataTypes.createArrayType(ofDistance)),
                4);
    }

    static void labels(Path path, long[] labels) {
        List<Row> rows = LongStream.range(0, labels.length)
                .mapToObj(id -> RowFactory.create(id, labels[(int) id]))
                .toList();
        write(path, rows, new StructType().add("id", DataTypes.LongType).add("label", DataTypes.LongType), 2);
    }

    static void write(Path path, List<Row> rows, StructType schema, int files) {
        session().createDataFrame(rows, schema).repartition(files).write().parquet(path.toString());
    }
}
