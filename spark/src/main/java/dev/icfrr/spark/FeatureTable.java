package dev.icfrr.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Features in Parquet: either a row per item, {@code id} (whole number) and {@code vector} (array of float), or a row per block,
 * {@code first} (whole number), {@code rows}, {@code columns} and {@code vectors} (binary: little-endian float32, row after
 * row). Ids count from 0 without a gap, in any order.
 */
final class FeatureTable implements Features.Source {
    private static final int BLOCK_BYTES_LIMIT = Integer.MAX_VALUE - 64;

    private final Dataset<Row> table;
    private final String path;
    private final String what;
    private final boolean blocks;
    private final Features.Shape shape;

    private FeatureTable(Dataset<Row> table, String path, String what, boolean blocks, Features.Shape shape) {
        this.table = table;
        this.path = path;
        this.what = what;
        this.blocks = blocks;
        this.shape = shape;
    }

    static FeatureTable open(SparkSession session, String path, String what) {
        Dataset<Row> table = session.read().parquet(path);
        StructType schema = table.schema();
        List<String> names = Arrays.asList(schema.fieldNames());
        if (names.containsAll(List.of("first", "rows", "columns", "vectors"))) {
            requireType(path, schema, "vectors", BinaryType.class, "binary");
            Dataset<Row> selected = table.select(
                    whole(path, schema, "first"),
                    whole(path, schema, "rows"),
                    whole(path, schema, "columns"),
                    col("vectors"));
            Row bounds = selected.agg(
                            sum(col("rows")),
                            min(col("first")),
                            max(col("first").plus(col("rows"))),
                            min(col("columns")),
                            max(col("columns")))
                    .head();
            requireSome(path, bounds.isNullAt(0) ? 0 : bounds.getLong(0));
            requireDense(path, "first", bounds.getLong(0), bounds.getLong(1), bounds.getLong(2) - 1);
            if (bounds.getLong(3) != bounds.getLong(4)) {
                throw new IllegalArgumentException(path + ": features of " + bounds.getLong(3) + " and of "
                        + bounds.getLong(4) + " values stand side by side");
            }
            return new FeatureTable(selected, path, what, true, shape(path, bounds.getLong(0), bounds.getLong(3)));
        }
        if (!names.containsAll(List.of("id", "vector"))) {
            throw new IllegalArgumentException(path + ": features need the columns id and vector (array of float), or"
                    + " first, rows, columns and vectors (binary); it has " + String.join(", ", names));
        }
        requireFloats(path, schema, "vector");
        Dataset<Row> selected = table.select(whole(path, schema, "id"), col("vector"));
        Row bounds = selected.agg(count(lit(1)), min(col("id")), max(col("id"))).head();
        requireSome(path, bounds.getLong(0));
        requireDense(
                path,
                "id",
                bounds.getLong(0),
                bounds.isNullAt(1) ? -1 : bounds.getLong(1),
                bounds.isNullAt(2) ? -1 : bounds.getLong(2));
        Row first = selected.filter(col("vector").isNotNull()).limit(1).collectAsList().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(path + ": all vectors are null"));
        return new FeatureTable(
                selected,
                path,
                what,
                false,
                shape(path, bounds.getLong(0), first.getSeq(1).size()));
    }

    private static Features.Shape shape(String path, long size, long columns) {
        if (size >= Integer.MAX_VALUE || columns < 1 || columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(path + ": " + size + " features of " + columns
                    + " values; at most 2,147,483,646 items can be indexed");
        }
        return new Features.Shape((int) size, (int) columns);
    }

    private static void requireSome(String path, long size) {
        if (size == 0) {
            throw new IllegalArgumentException(path + ": holds no features");
        }
    }

    private static void requireDense(String path, String column, long size, long least, long greatest) {
        if (least != 0 || greatest != size - 1) {
            throw new IllegalArgumentException(
                    path + ": " + size + " items with " + column + " from " + least + " to "
                            + greatest + "; indices must be 0 .. " + (size - 1)
                            + ", each once: number them, as by row_number() over (order by your_id) - 1, and keep the table of both");
        }
    }

    static org.apache.spark.sql.Column whole(String path, StructType schema, String name) {
        DataType type = schema.apply(name).dataType();
        if (!(type instanceof LongType || type instanceof IntegerType || type instanceof ShortType)) {
            throw new IllegalArgumentException(
                    path + ": column " + name + " must hold whole numbers, not " + type.simpleString());
        }
        return col(name).cast(DataTypes.LongType);
    }

    static void requireFloats(String path, StructType schema, String name) {
        DataType type = schema.apply(name).dataType();
        if (!type.sameType(DataTypes.createArrayType(DataTypes.FloatType))) {
            throw new IllegalArgumentException(path + ": column " + name + " must be an array of float, not "
                    + type.simpleString() + ": cast it, as by cast(" + name + " as array<float>)");
        }
    }

    private static void requireType(
            String path, StructType schema, String name, Class<? extends DataType> wanted, String text) {
        DataType type = schema.apply(name).dataType();
        if (!wanted.isInstance(type)) {
            throw new IllegalArgumentException(
                    path + ": column " + name + " must be " + text + ", not " + type.simpleString());
        }
    }

    @Override
    public Features.Shape shape() {
        return shape;
    }

    @Override
    public Features read(int blockRows, int partitions) {
        Cutter cutter = new Cutter(path, what, shape.columns(), blockRows, containsNull());
        boolean inBlocks = blocks;
        int size = shape.size();
        JavaPairRDD<Integer, Part> pieces = table.queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitionsToPair(rows -> inBlocks ? cutter.cutBlocks(rows) : cutter.cutRows(rows));
        int blockCount = Math.ceilDiv(size, blockRows);
        JavaPairRDD<Integer, Part> whole = pieces.repartitionAndSortWithinPartitions(
                        Spread.inRuns(blockCount, partitions))
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group -> new Tuple2<>(group._1(), cutter.join(group._1(), size, group._2()))),
                        true);
        return new Features(size, shape.columns(), blockRows, whole);
    }

    private boolean containsNull() {
        return !blocks && ((ArrayType) table.schema().apply("vector").dataType()).containsNull();
    }

    /** Cuts rows or blocks as they come into pieces of the wanted blocks, and joins these again. */
    private record Cutter(String path, String what, int columns, int blockRows, boolean containsNull)
            implements java.io.Serializable {
        private static final int PENDING_VALUES = 1 << 22;

        Iterator<Tuple2<Integer, Part>> cutRows(Iterator<InternalRow> rows) {
            return new Iterator<>() {
                private final List<Tuple2<Integer, Part>> ready = new ArrayList<>();
                private int at;

                @Override
                public boolean hasNext() {
                    if (at == ready.size()) {
                        ready.clear();
                        at = 0;
                        gather(rows, ready);
                    }
                    return at < ready.size();
                }

                @Override
                public Tuple2<Integer, Part> next() {
                    if (!hasNext()) {
                        throw new java.util.NoSuchElementException();
                    }
                    return ready.get(at++);
                }
            };
        }

        /** Takes rows until they fill some memory, and makes a piece of those of each block. */
        private void gather(Iterator<InternalRow> rows, List<Tuple2<Integer, Part>> into) {
            TreeMap<Integer, float[]> vectors = new TreeMap<>();
            for (long values = 0; values < PENDING_VALUES && rows.hasNext(); values += columns) {
                InternalRow row = rows.next();
                long id = row.getLong(0);
                if (row.isNullAt(1)) {
                    throw new IllegalArgumentException(path + ": the vector of item " + id + " is null");
                }
                float[] vector = vector(id, row.getArray(1));
                if (vectors.put((int) id, vector) != null) {
                    throw twice(id);
                }
            }
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
                    System.arraycopy(
                            java.util.Objects.requireNonNull(vectors.get(of[i])), 0, values, i * columns, columns);
                }
                into.add(new Tuple2<>(block, new Part(of, columns, values)));
                first = end;
            }
        }

        private float[] vector(long id, ArrayData array) {
            if (containsNull) {
                for (int k = 0; k < array.numElements(); k++) {
                    if (array.isNullAt(k)) {
                        throw new IllegalArgumentException(path + ": the vector of item " + id + " holds null at " + k);
                    }
                }
            }
            float[] vector = array.toFloatArray();
            if (vector.length != columns) {
                throw new IllegalArgumentException(path + ": the vector of item " + id + " has " + vector.length
                        + " values and others have " + columns);
            }
            Features.requireFinite(vector, what, id);
            return vector;
        }

        private IllegalArgumentException twice(long id) {
            return new IllegalArgumentException(path + ": item " + id + " stands there twice");
        }

        Iterator<Tuple2<Integer, Part>> cutBlocks(Iterator<InternalRow> rows) {
            return new Flattened<>(rows, this::cutBlock);
        }

        private Iterator<Tuple2<Integer, Part>> cutBlock(InternalRow row) {
            long first = row.getLong(0);
            long count = row.getLong(1);
            byte[] bytes = row.getBinary(3);
            if (count < 0 || count * columns * Float.BYTES != bytes.length || bytes.length > BLOCK_BYTES_LIMIT) {
                throw new IllegalArgumentException(
                        path + ": the block of item " + first + " has " + bytes.length + " bytes, and " + count
                                + " features of " + columns + " values take " + count * columns * Float.BYTES);
            }
            float[] all = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(all);
            List<Tuple2<Integer, Part>> pieces = new ArrayList<>();
            float[] vector = new float[columns];
            for (long at = first; at < first + count; ) {
                int block = (int) (at / blockRows);
                int rowsHere = (int) (Math.min(first + count, (block + 1L) * blockRows) - at);
                int start = (int) (at - first) * columns;
                int[] items = new int[rowsHere];
                for (int i = 0; i < rowsHere; i++) {
                    items[i] = (int) (at + i);
                    System.arraycopy(all, start + i * columns, vector, 0, columns);
                    Features.requireFinite(vector, what, items[i]);
                }
                pieces.add(new Tuple2<>(
                        block, new Part(items, columns, Arrays.copyOfRange(all, start, start + rowsHere * columns))));
                at += rowsHere;
            }
            return pieces.iterator();
        }

        Part join(int block, int size, List<Part> pieces) {
            Part joined = Part.union(pieces);
            int expected = Math.min(blockRows, size - block * blockRows);
            int given = pieces.stream().mapToInt(Part::size).sum();
            if (given > joined.size()) {
                int[] all = pieces.stream()
                        .flatMapToInt(piece -> Arrays.stream(piece.items()))
                        .sorted()
                        .toArray();
                for (int i = 1; i < all.length; i++) {
                    if (all[i] == all[i - 1]) {
                        throw twice(all[i]);
                    }
                }
            }
            if (joined.size() != expected) {
                int missing = block * blockRows;
                while (missing - block * blockRows < joined.size()
                        && joined.items()[missing - block * blockRows] == missing) {
                    missing++;
                }
                throw new IllegalArgumentException(path + ": item " + missing + " is missing");
            }
            return joined;
        }
    }
}
