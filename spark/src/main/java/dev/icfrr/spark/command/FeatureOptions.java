package dev.icfrr.spark.command;

import dev.icfrr.spark.table.FeatureColumns;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Options of features. */
final class FeatureOptions {
    @Option(
            names = "--id-column",
            defaultValue = "id",
            paramLabel = "NAME",
            description = "Column of the indices of the items in Parquet of features (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String id;

    @Option(
            names = "--vector-column",
            defaultValue = "vector",
            paramLabel = "NAME",
            description = "Column of the features (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String vector;

    /** What is subtracted from features. */
    enum Center {
        NONE,
        DOMAINS;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    FeatureColumns columns() {
        return new FeatureColumns(id, vector);
    }
}
