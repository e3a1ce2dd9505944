package dev.icfrr.spark.table;

/**
 * The names of the columns of features.
 *
 * @param id ids of the items
 * @param vector features of the items
 */
public record FeatureColumns(String id, String vector) {
    /** The names that the jobs read unless told otherwise. */
    public static final FeatureColumns DEFAULT = new FeatureColumns("id", "vector");
}
