package dev.icfrr.spark.command;

import picocli.CommandLine.Option;

/** Labels to evaluate the rankings with. */
final class LabelOptions {
    @Option(
            names = "--query-labels",
            required = true,
            paramLabel = "PATH",
            description = "Labels of the queries, to evaluate: Parquet with id and label, or an int64 .npy. Broadcast.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    String query;

    @Option(
            names = "--gallery-labels",
            required = true,
            paramLabel = "PATH",
            description = "Labels of the gallery, in the same formats; they stay distributed.")
    @SuppressWarnings("NullAway.Init")
    String gallery;
}
