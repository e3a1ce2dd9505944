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
import scala.Tuple2;

/**
 * A row per item: its index (long), its vector, and its id as text, for messages.
 *
 * @param path where the table lies, for messages
 * @param what the features in messages: gallery or query
 */
record VectorRows(String path, String what, int columns, VectorType type) implements FeatureFormat {
    /** Values gathered before pieces are formed, so that a piece holds many rows. */
    private static final int PENDING_VALUES = 1 << 22;

    private static final int INDEX = 0;
    private static final int VECTOR = 1;
    private static final int NAME = 2;

    /** Opens a table whose ids are indices. */
    static FeatureTable open(Dataset<Row> table, Columns columns, FeatureColumns names, String what) {
        String path = columns.path();
        VectorType type = VectorType.of(columns, names.vector());
        FeatureChecks.requireIds(table, path, names.id());
        Dataset<Row> selected = table.select(
                columns.whole(names.id()).as("index"),
                col(names.vector()).as("vector"),
                col(names.id()).cast("string").as("name"));
        Row bounds = selected.agg(count(lit(1)), min(col("index")), max(col("index")))
                .head();
        long size = bounds.getLong(0);
        FeatureChecks.requireSome(path, size);
        FeatureChecks.requireDense(path, names.id(), size, bounds.getLong(1), bounds.getLong(2));
        return open(selected, path, what, type, size);
    }

    /**
     * Opens indexed rows.
     *
     * @param indexed the columns index (0 .. size - 1), vector, and name
     */
    static FeatureTable open(Dataset<Row> indexed, String path, String what, VectorType type, long size) {
        int length = indexed
                .filter(col("vector").isNotNull())
                .limit(1)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .map(row -> type.length(row, VECTOR))
                .collect()
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(path + ": all vectors are null"));
        FeatureSource.Shape shape = FeatureChecks.shape(path, size, length);
        return new FeatureTable(indexed, new VectorRows(path, what, length, type), shape);
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
                if (vectors.put((int) row.getLong(INDEX), format.vector(row)) != null) {
                    throw FeatureChecks.duplicate(format.path, row.getString(NAME));
                }
            }
            return vectors;
        }
    }

    private float[] vector(InternalRow row) {
        if (row.isNullAt(VECTOR)) {
            throw unusable(row, "is null");
        }
        float[] vector;
        try {
            vector = type.read(row, VECTOR);
        } catch (IllegalArgumentException e) {
            throw unusable(row, String.valueOf(e.getMessage()));
        }
        if (vector.length != columns) {
            throw unusable(row, "has " + vector.length + " values and others have " + columns);
        }
        for (int column = 0; column < columns; column++) {
            if (!Float.isFinite(vector[column])) {
                throw new IllegalArgumentException(what + " feature " + row.getString(NAME) + ", column " + column
                        + " holds " + vector[column] + ", which cannot be compared");
            }
        }
        return vector;
    }

    private IllegalArgumentException unusable(InternalRow row, String why) {
        return new IllegalArgumentException(path + ": the vector of item " + row.getString(NAME) + " " + why);
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
            pieces.add(new Tuple2<>(block, new ItemFeatures(of, columns, values)));
            first = end;
        }
        return pieces.iterator();
    }
}
