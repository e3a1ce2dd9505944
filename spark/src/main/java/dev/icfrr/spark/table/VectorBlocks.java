package dev.icfrr.spark.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import dev.icfrr.spark.partition.Flattened;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/**
 * A row per block: {@code first} (whole number), {@code rows}, {@code columns} and {@code vectors} (binary:
 * little-endian float32, row after row).
 *
 * @param what the features in messages: gallery or query
 */
record VectorBlocks(String path, String what, int columns) implements FeatureFormat {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    static boolean isFormatOf(Columns columns) {
        return columns.have("first", "rows", "columns", "vectors");
    }

    static Dataset<Row> select(Dataset<Row> table, Columns columns) {
        columns.requireType("vectors", DataTypes.BinaryType);
        return table.select(columns.whole("first"), columns.whole("rows"), columns.whole("columns"), col("vectors"));
    }

    static FeatureSource.Shape shape(Dataset<Row> selected, String path) {
        Row bounds = selected.agg(
                        sum(col("rows")),
                        min(col("first")),
                        max(col("first").plus(col("rows"))),
                        min(col("columns")),
                        max(col("columns")))
                .head();
        long size = bounds.isNullAt(0) ? 0 : bounds.getLong(0);
        FeatureChecks.requireSome(path, size);
        FeatureChecks.requireDense(path, "first", size, bounds.getLong(1), bounds.getLong(2) - 1);
        if (bounds.getLong(3) != bounds.getLong(4)) {
            throw new IllegalArgumentException(path + ": holds features of " + bounds.getLong(3) + " and of "
                    + bounds.getLong(4) + " values; all must have the same length");
        }
        return FeatureChecks.shape(path, size, bounds.getLong(3));
    }

    @Override
    public Iterator<Tuple2<Integer, ItemFeatures>> decode(Iterator<InternalRow> rows, int blockRows) {
        return new Flattened<>(rows, row -> pieces(row, blockRows));
    }

    private Iterator<Tuple2<Integer, ItemFeatures>> pieces(InternalRow row, int blockRows) {
        long first = row.getLong(0);
        long count = row.getLong(1);
        byte[] bytes = row.getBinary(3);
        if (count < 0 || count * columns * Float.BYTES != bytes.length || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    path + ": the block of item " + first + " has " + bytes.length + " bytes, and " + count
                            + " features of " + columns + " values take " + count * columns * Float.BYTES);
        }
        float[] all = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(all);
        List<Tuple2<Integer, ItemFeatures>> pieces = new ArrayList<>();
        for (long at = first; at < first + count; ) {
            int block = (int) (at / blockRows);
            int rowsHere = (int) (Math.min(first + count, (block + 1L) * blockRows) - at);
            int start = (int) (at - first) * columns;
            int[] items = IntStream.range((int) at, (int) at + rowsHere).toArray();
            float[] values = Arrays.copyOfRange(all, start, start + rowsHere * columns);
            pieces.add(new Tuple2<>(block, new ItemFeatures(items, columns, values).requireFinite(what)));
            at += rowsHere;
        }
        return pieces.iterator();
    }
}
