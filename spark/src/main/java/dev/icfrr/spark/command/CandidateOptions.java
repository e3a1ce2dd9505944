package dev.icfrr.spark.command;

import dev.icfrr.spark.rerank.CandidateBatches;
import dev.icfrr.spark.rerank.NearestCandidates;
import dev.icfrr.spark.table.CandidateTable;
import dev.icfrr.spark.table.FeatureColumns;
import dev.icfrr.spark.table.FeatureSource;
import dev.icfrr.spark.table.FeatureSources;
import dev.icfrr.spark.table.GraphTable;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where candidates come from: lists of another search, or features to search in. */
final class CandidateOptions {
    @Option(
            names = "--candidates",
            paramLabel = "PATH",
            description = "Candidate lists of another search, as Parquet: query (from 0), items (array of int),"
                    + " distances (array of float or double).")
    private @Nullable String candidates;

    @ArgGroup(exclusive = false)
    private @Nullable ByFeatures features;

    static final class ByFeatures {
        @Option(
                names = "--queries",
                required = true,
                paramLabel = "PATH",
                description = "Features of the queries, in the formats of knn.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String queries;

        @Option(
                names = "--gallery",
                required = true,
                paramLabel = "PATH",
                description = "Features of the gallery, in the formats of knn.")
        @SuppressWarnings("NullAway.Init")
        private String gallery;

        @Option(
                names = "--window",
                defaultValue = "1000",
                paramLabel = "N|all",
                description = "Number of nearest gallery items ranked per query (${DEFAULT-VALUE}). all ranks the whole"
                        + " gallery, which takes about 100 bytes per item in a task.")
        @SuppressWarnings("NullAway.Init")
        private String window;

        int window(int size) {
            if (window.equalsIgnoreCase("all")) {
                return size;
            }
            try {
                int rows = Integer.parseInt(window);
                JobOptions.requireAtLeast(1, rows, "--window");
                return Math.min(rows, size);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("--window must be a whole number or all, not " + window, e);
            }
        }
    }

    /** Returns whether features are given. */
    boolean haveFeatures() {
        return features != null;
    }

    /** Reads or finds the candidates of all queries for a graph, of which {@code perItem} neighbors per item count. */
    CandidateBatches open(
            SparkConnection spark,
            GraphTable graph,
            FeatureColumns columns,
            int perItem,
            int kq,
            int partitions,
            Consumer<String> log)
            throws IOException {
        if (candidates != null) {
            return read(spark, candidates, perItem, kq, partitions, log);
        }
        ByFeatures by = Objects.requireNonNull(features);
        FeatureSource gallery = FeatureSources.open(spark.session(), by.gallery, columns, "gallery");
        return NearestCandidates.find(
                FeatureSources.open(spark.session(), by.queries, columns, "query"),
                gallery,
                graph,
                by.window(gallery.shape().size()),
                new CandidateBatches.Voters(kq, perItem),
                partitions,
                log);
    }

    private static CandidateBatches read(
            SparkConnection spark, String path, int perItem, int kq, int partitions, Consumer<String> log) {
        CandidateTable table = CandidateTable.open(spark.session(), path);
        int batchRows = new CandidateBatches.Voters(kq, perItem).batchRows(table.longest());
        log.accept("candidate lists of up to " + table.queries() + " queries and " + table.longest() + " items each, "
                + batchRows + " queries per batch");
        return new CandidateBatches(table.queries(), batchRows, table.read(batchRows, partitions));
    }
}
