package dev.icfrr.spark.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.icfrr.spark.partition.Flattened;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import scala.Tuple2;

/**
 * A row per item: {@code id} (whole number) and {@code vector} (array of float).
 *
 * @param what the features in messages: gallery or query
 * @param mayHoldNull whether the schema allows null inside a vector
 */
record VectorRows(String path, String what, int columns, boolean mayHoldNull) implements FeatureFormat {
    /** Values gathered before pieces are formed, so that a piece holds many rows. */
    private static final int PENDING_VALUES = 1 << 22;

    static boolean isFormatOf(Columns columns) {
        return columns.have("id", "vector");
    }

    static Dataset<Row> select(Dataset<Row> table, Columns columns) {
        columns.requireFloats("vector");
        return table.select(columns.whole("id"), col("vector"));
    }

    static FeatureSource.Shape shape(Dataset<Row> selected, String path) {
        Row bounds = selected.agg(count(lit(1)), min(col("id")), max(col("id"))).head();
        long size = bounds.getLong(0);
        FeatureChecks.requireSome(path, size);
        long least = bounds.isNullAt(1) ? -1 : bounds.getLong(1);
        long greatest = bounds.isNullAt(2) ? -1 : bounds.getLong(2);
        FeatureChecks.requireDense(path, "id", size, least, greatest);
        Row first = selected.filter(col("vector").isNotNull()).limit(1).collectAsList().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(path + ": all vectors are null"));
        return FeatureChecks.shape(path, size, first.getSeq(1).size());
    }

    @Override
    public Iterator<Tuple2<Integer, ItemFeatures>> decode(Iterator<InternalRow> rows, int blockRows) {
        return new Flattened<>(new Chunks(this, rows), vectors -> pieces(vectors, blockRows));
    }

    /** Reads rows until their vectors fill some memory. */
    private record Chunks(VectorRows format, Iterator<InternalRow> rows)
            implements Iterator<TreeMap<Integer, float[]>> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public TreeMap<Integer, float[]> next() {
            TreeMap<Integer, float[]> vectors = new TreeMap<>();
            for (long values = 0; values < PENDING_VALUES && rows.hasNext(); values += format.columns) {
                InternalRow row = rows.next();
                long id = row.getLong(0);
                if (row.isNullAt(1)) {
                    throw new IllegalArgumentException(format.path + ": the vector of item " + id + " is null");
                }
                if (vectors.put((int) id, format.vector(id, row.getArray(1))) != null) {
                    throw FeatureChecks.duplicate(format.path, id);
                }
            }
            return vectors;
        }
    }

    private float[] vector(long id, ArrayData array) {
        for (int k = 0; mayHoldNull && k < array.numElements(); k++) {
            if (array.isNullAt(k)) {
                throw new IllegalArgumentException(path + ": the vector of item " + id + " holds null at " + k);
            }
        }
        float[] vector = array.toFloatArray();
        if (vector.length != columns) {
            throw new IllegalArgumentException(path + ": the vector of item " + id + " has " + vector.length
                    + " values and others have " + columns);
        }
        return vector;
    }

    private Iterator<Tuple2<Integer, ItemFeatures>> pieces(TreeMap<Integer, float[]> vectors, int blockRows) {
        List<Tuple2<Integer, ItemFeatures>> pieces = new ArrayList<>();
        List<Integer> items = new ArrayList<>(vectors.keySet());
        for (int first = 0; first < items.size(); ) {
            int block = items.get(first) / blockRows;
            int end = first;
            while (end < items.size() && items.get(end) / blockRows == block) {
                end++;
            }
            int[] of = new int[end - first];
            float[] values = new float[Math.multiplyExact(of.length, columns)];
            for (int i = 0; i < of.length; i++) {
                of[i] = items.get(first + i);
                System.arraycopy(Objects.requireNonNull(vectors.get(of[i])), 0, values, i * columns, columns);
            }
            pieces.add(new Tuple2<>(block, new ItemFeatures(of, columns, values).requireFinite(what)));
            first = end;
        }
        return pieces.iterator();
    }
}
