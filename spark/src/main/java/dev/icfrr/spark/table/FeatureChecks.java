package dev.icfrr.spark.table;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Checks shared by the formats of feature tables. */
final class FeatureChecks {
    private FeatureChecks() {}

    /** Checks that ids, in a column of this name, are 0 .. size - 1. */
    static void requireDense(String path, String column, long size, long least, long greatest) {
        if (least != 0 || greatest != size - 1) {
            throw new IllegalArgumentException(
                    path + ": " + size + " items with " + column + " from " + least + " to "
                            + greatest + "; indices must be 0 .. " + (size - 1)
                            + ", each once: number them, as by row_number() over (order by your_id) - 1, and keep the table of both");
        }
    }

    static FeatureSource.Shape shape(String path, long size, long columns) {
        if (size >= Integer.MAX_VALUE || columns < 1 || columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(path + ": " + size + " features of " + columns
                    + " values; at most 2,147,483,646 items can be indexed");
        }
        return new FeatureSource.Shape((int) size, (int) columns);
    }

    static void requireSome(String path, long size) {
        if (size == 0) {
            throw new IllegalArgumentException(path + ": holds no features");
        }
    }

    /** Checks that every row has an id. */
    static void requireIds(Dataset<Row> table, String name, String column) {
        Dataset<Row> missing = table.select(col(column).isNull().as("missing"));
        if (missing.filter(col("missing")).isEmpty()) {
            return;
        }
        long row = missing.toJavaRDD()
                .zipWithIndex()
                .filter(numbered -> numbered._1().getBoolean(0))
                .first()
                ._2();
        throw new IllegalArgumentException(name + ": row " + row + ", counted from 0, has no id: column " + column
                + " is null. Fill it, or drop such rows");
    }

    static IllegalArgumentException duplicate(String path, Object item) {
        return new IllegalArgumentException(path + ": item " + item + " appears twice");
    }
}
