package dev.icfrr.spark.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.posexplode_outer;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The ids of items, whole numbers or text, and the index of each: its place in the ascending order of all ids. Text is
 * ordered by its UTF-8 bytes. Ids that are 0 .. size - 1 are indices already. Others are translated by joins.
 *
 * @param name of the table, for messages
 * @param type of the ids
 * @param size number of items
 * @param numbered the columns id and index, unless ids are indices
 */
public record ItemIds(String name, DataType type, long size, Optional<Dataset<Row>> numbered) {
    private static final String ID = "id";
    private static final String INDEX = "index";
    private static final String PLACE = "place";
    private static final String ENTRIES = "entries";

    /**
     * Numbers the items of a table.
     *
     * @param column of the ids
     * @throws IllegalArgumentException if the column is missing or of another type, or an id is null or appears twice
     */
    public static ItemIds of(Dataset<Row> table, String column, String name) {
        Columns columns = new Columns(name, table.schema());
        if (!columns.have(column)) {
            throw new IllegalArgumentException(
                    name + ": there is no column " + column + " of ids; the columns are " + columns.names());
        }
        DataType type = columns.type(column);
        boolean text = type instanceof StringType;
        if (!text && !columns.isWhole(column)) {
            throw new IllegalArgumentException(name + ": column " + column
                    + " must hold ids as whole numbers or text, not " + type.simpleString());
        }
        FeatureChecks.requireIds(table, name, column);
        Dataset<Row> ids =
                table.select(text ? col(column).as(ID) : columns.whole(column).as(ID));
        Row bounds = ids.agg(count(lit(1)), min(col(ID)), max(col(ID))).head();
        long size = bounds.getLong(0);
        FeatureChecks.requireSome(name, size);
        if (!text && bounds.getLong(1) == 0 && bounds.getLong(2) == size - 1) {
            return new ItemIds(name, type, size, Optional.empty());
        }
        ids.groupBy(ID)
                .count()
                .filter(col("count").gt(1))
                .limit(1)
                .collectAsList()
                .forEach(twice -> {
                    throw FeatureChecks.duplicate(name, twice.get(0));
                });
        StructType schema =
                new StructType().add(ID, ids.schema().apply(ID).dataType()).add(INDEX, DataTypes.LongType);
        Dataset<Row> numbered = ids.sparkSession()
                .createDataFrame(
                        ids.orderBy(ID)
                                .toJavaRDD()
                                .zipWithIndex()
                                .map(row -> RowFactory.create(row._1().get(0), row._2())),
                        schema)
                .persist(StorageLevel.MEMORY_AND_DISK());
        return new ItemIds(name, type, size, Optional.of(numbered));
    }

    /**
     * Opens the features of the items.
     *
     * @param table the one that was numbered
     * @param what the features in messages: gallery or query
     */
    public FeatureSource features(Dataset<Row> table, FeatureColumns names, String what) {
        Columns columns = new Columns(name, table.schema());
        if (!columns.have(names.vector())) {
            throw new IllegalArgumentException(name + ": there is no column " + names.vector()
                    + " of features; the columns are " + columns.names());
        }
        VectorType vectors = VectorType.of(columns, names.vector());
        Dataset<Row> rows =
                table.select(col(names.id()).as(ID), col(names.vector()).as("vector"));
        Dataset<Row> indexed = numbered.map(known -> rows.join(known, ID))
                .orElseGet(() -> rows.withColumn(INDEX, col(ID).cast(DataTypes.LongType)));
        return VectorRows.open(
                indexed.select(
                        col(INDEX),
                        col("vector"),
                        col(ID).cast(DataTypes.StringType).as("name")),
                name,
                what,
                vectors,
                size);
    }

    /** Replaces a column of indices by the ids. */
    public Dataset<Row> toIds(Dataset<Row> rows, String column) {
        if (numbered.isEmpty()) {
            return rows.withColumn(column, col(column).cast(type));
        }
        Column[] order = columns(rows);
        return rows.withColumnRenamed(column, INDEX)
                .join(numbered.get(), INDEX)
                .withColumn(column, col(ID).cast(type))
                .select(order);
    }

    /** Replaces a column of ids by the indices. */
    public Dataset<Row> toIndices(Dataset<Row> rows, String column) {
        if (numbered.isEmpty()) {
            return rows.withColumn(column, col(column).cast(DataTypes.LongType));
        }
        Column[] order = columns(rows);
        return rows.withColumnRenamed(column, ID)
                .join(numbered.get(), ID)
                .withColumn(column, col(INDEX))
                .select(order);
    }

    private static Column[] columns(Dataset<Row> rows) {
        return Arrays.stream(rows.columns()).map(name -> col(name)).toArray(Column[]::new);
    }

    /**
     * Replaces the indices in arrays by the ids.
     *
     * @param keys the other columns, which identify a row
     */
    public Dataset<Row> arraysToIds(Dataset<Row> rows, List<String> keys, String arrays) {
        return numbered.map(known -> joined(rows, keys, arrays, known, INDEX, col(ID).cast(type)))
                .orElseGet(() -> rows.withColumn(arrays, col(arrays).cast(DataTypes.createArrayType(type))));
    }

    /**
     * Replaces the ids in arrays by the indices. An id that no item has fails the task that meets it.
     *
     * @param keys the other columns, which identify a row
     */
    public Dataset<Row> arraysToIndices(Dataset<Row> rows, List<String> keys, String arrays) {
        Column unknown =
                raise_error(concat(lit(name + ": there is no item "), col(ID))).cast(DataTypes.IntegerType);
        return numbered.map(known -> joined(
                        rows, keys, arrays, known, ID, coalesce(col(INDEX).cast(DataTypes.IntegerType), unknown)))
                .orElseGet(() ->
                        rows.withColumn(arrays, col(arrays).cast(DataTypes.createArrayType(DataTypes.IntegerType))));
    }

    private static Dataset<Row> joined(
            Dataset<Row> rows, List<String> keys, String arrays, Dataset<Row> known, String by, Column wanted) {
        Column[] kept = keys.stream().map(key -> col(key)).toArray(Column[]::new);
        Column[] exploded = Arrays.copyOf(kept, kept.length + 1);
        exploded[kept.length] = posexplode_outer(col(arrays)).as(new String[] {PLACE, by});
        Column[] grouped = Arrays.copyOf(kept, kept.length + 1);
        grouped[kept.length] = col(ENTRIES).getField("wanted").as(arrays);
        return rows.select(exploded)
                .join(
                        known,
                        scala.jdk.javaapi.CollectionConverters.asScala(List.of(by))
                                .toSeq(),
                        "left")
                .groupBy(kept)
                .agg(sort_array(collect_list(when(col(PLACE).isNotNull(), struct(col(PLACE), wanted.as("wanted")))))
                        .as(ENTRIES))
                .select(grouped);
    }
}
