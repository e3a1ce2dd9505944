package dev.icfrr.spark.table;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** Opens features by the kind of their path. */
public final class FeatureSources {
    private FeatureSources() {}

    /**
     * Opens a file or folder of Parquet, or a tensor file that lies under the same path on all machines.
     *
     * @param names of the columns of Parquet
     * @param what the features in messages: gallery or query
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it holds no usable features; the message says what to do
     */
    public static FeatureSource open(SparkSession session, String path, FeatureColumns names, String what)
            throws IOException {
        return TensorPaths.isTensor(path)
                ? TensorFeatures.open(session, path, what)
                : FeatureTable.open(session, path, names, what);
    }
}
