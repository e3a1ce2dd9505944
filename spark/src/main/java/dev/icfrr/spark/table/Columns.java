package dev.icfrr.spark.table;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table, checked by name and type.
 *
 * @param path where the table lies, for messages
 */
record Columns(String path, StructType schema) {

    boolean have(String... names) {
        return Arrays.asList(schema.fieldNames()).containsAll(List.of(names));
    }

    /** Returns all names, for messages. */
    String names() {
        return String.join(", ", schema.fieldNames());
    }

    DataType type(String name) {
        return schema.apply(name).dataType();
    }

    boolean isArrayOf(String name, DataType element) {
        return type(name).sameType(DataTypes.createArrayType(element));
    }

    boolean isWhole(String name) {
        DataType type = type(name);
        return type instanceof LongType
                || type instanceof IntegerType
                || type instanceof ShortType
                || type instanceof ByteType;
    }

    /** Returns a column of whole numbers as {@code long}. */
    Column whole(String name) {
        if (!isWhole(name)) {
            throw new IllegalArgumentException(path + ": column " + name + " must hold whole numbers, not "
                    + type(name).simpleString());
        }
        return col(name).cast(DataTypes.LongType);
    }

    void requireFloats(String name) {
        if (!isArrayOf(name, DataTypes.FloatType)) {
            throw new IllegalArgumentException(path + ": column " + name + " must be an array of float, not "
                    + type(name).simpleString() + ": cast it, as by cast(" + name + " as array<float>)");
        }
    }

    void requireType(String name, DataType wanted) {
        if (!type(name).sameType(wanted)) {
            throw new IllegalArgumentException(path + ": column " + name + " must be " + wanted.simpleString()
                    + ", not " + type(name).simpleString());
        }
    }
}
