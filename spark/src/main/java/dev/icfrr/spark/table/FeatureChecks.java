package dev.icfrr.spark.table;

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

    static IllegalArgumentException duplicate(String path, long item) {
        return new IllegalArgumentException(path + ": item " + item + " appears twice");
    }
}
