package dev.icfrr.spark;

import dev.icfrr.knn.SomeNeighbors;
import dev.icfrr.metrics.IterationMetrics;
import dev.icfrr.rerank.CandidateReranker;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Encoders;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Query features or candidate lists, and neighbor lists, to re-ranked lists. */
@Command(
        name = "rerank",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Re-ranks the candidates of every query by the votes of gallery neighbors.",
            "Only the lists of items that come to the top of some query travel to it, round by round; orders are those of one"
                    + " machine."
        })
public final class RerankJob extends Job implements Callable<Integer> {
    enum Ranks {
        ALL,
        LAST,
        NONE
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--graph",
            required = true,
            paramLabel = "DIR",
            description = "Neighbor lists, as the job knn writes them.")
    @SuppressWarnings("NullAway.Init")
    private String graph;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Start start;

    static final class Start {
        @Option(
                names = "--candidates",
                paramLabel = "PATH",
                description =
                        "Lists of another search, as Parquet: query (from 0), items (array of int), distances (array of"
                                + " float or double).")
        private @Nullable String candidates;

        @ArgGroup(exclusive = false)
        private @Nullable ByFeatures features;
    }

    static final class ByFeatures {
        @Option(
                names = "--queries",
                required = true,
                paramLabel = "PATH",
                description = "Features of the queries, in the formats of knn.")
        @SuppressWarnings("NullAway.Init")
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
                description =
                        "How many of the nearest gallery items of a query are ranked (${DEFAULT-VALUE}); all for the whole"
                                + " gallery, which takes about 100 bytes per item in a task.")
        @SuppressWarnings("NullAway.Init")
        private String window;
    }

    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            description = "Neighbors of each list that count (all that the graph was built with).")
    private int kg;

    @Option(
            names = {"--kq", "--KQ"},
            defaultValue = "" + IcfrrParameters.DEFAULT_KQ,
            paramLabel = "N",
            description = "How many top items vote (${DEFAULT-VALUE}).")
    private int kq;

    @Option(
            names = "--beta",
            defaultValue = "" + IcfrrParameters.DEFAULT_BETA,
            paramLabel = "X",
            description = "Weight of the bonus (${DEFAULT-VALUE}).")
    private double beta;

    @Option(
            names = {"--n-times", "--n_times"},
            defaultValue = "" + IcfrrParameters.DEFAULT_ITERATIONS,
            paramLabel = "N",
            description = "Iterations (${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--update",
            defaultValue = "reference",
            paramLabel = "RULE",
            description = "reference, as the public Python code, or accumulating, as the paper (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private UpdateRule update;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write: rankings/ (Parquet: query, iteration, ranking), metrics.json.")
    @SuppressWarnings("NullAway.Init")
    private String out;

    @Option(
            names = "--ranks",
            defaultValue = "last",
            paramLabel = "WHICH",
            description = "Whose rankings to write: all iterations, last, none (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Ranks ranks;

    @Option(names = "--ranks-top", paramLabel = "N", description = "How many items of each ranking to write (all).")
    private int ranksTop;

    @ArgGroup(exclusive = false)
    private @Nullable LabelPaths labels;

    static final class LabelPaths {
        @Option(
                names = "--query-labels",
                required = true,
                paramLabel = "PATH",
                description =
                        "Labels of the queries, to measure: Parquet with id and label, or an int64 .npy. Broadcast.")
        @SuppressWarnings("NullAway.Init")
        private String query;

        @Option(
                names = "--gallery-labels",
                required = true,
                paramLabel = "PATH",
                description = "Labels of the gallery, likewise; stay spread over the machines.")
        @SuppressWarnings("NullAway.Init")
        private String gallery;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        KnnGraphJob.requireAtLeast(0, kg, "--kg");
        KnnGraphJob.requireAtLeast(0, ranksTop, "--ranks-top");
        if (labels == null && ranks == Ranks.NONE) {
            throw new IllegalArgumentException("--ranks none without labels leaves nothing to do");
        }
        try (Connection spark = connect("icfrr rerank", err);
                OutputFolder folder = new OutputFolder(spark.session(), out, overwrite)) {
            GraphTable table = GraphTable.open(spark.session(), graph);
            int perItem = perItem(table);
            CandidateReranker reranker =
                    new CandidateReranker(table.size(), new IcfrrParameters(kq, beta, iterations, update));
            int partitions = partitions(spark, 0);
            Candidates candidates = candidates(spark, table.size(), perItem, partitions, err);
            Spread byRun = Spread.inRuns(ListRuns.count(table.size()), partitions);
            Spread byBatch = Spread.inRuns(Math.ceilDiv(candidates.queries(), candidates.batchRows()), partitions);
            Lookup<SomeNeighbors> lists = new Lookup<>(
                    table.runs(perItem, partitions).persist(StorageLevel.MEMORY_AND_DISK_SER()),
                    byRun,
                    SomeNeighbors::select,
                    SomeNeighbors::with);
            JavaPairRDD<Integer, BatchState> states = Reranking.gather(
                    candidates.batches(), lists, perItem, reranker, byBatch, message -> say(err, message));
            JavaRDD<Rankings.OfBatch> rankings = Rankings.of(
                            states,
                            judge(spark, states, candidates, table.size(), byRun, byBatch, err),
                            reranker,
                            ranks,
                            ranksTop)
                    .persist(StorageLevel.MEMORY_AND_DISK_SER());
            if (ranks != Ranks.NONE) {
                spark.session()
                        .createDataset(
                                rankings.flatMap(batch -> batch.rows().iterator())
                                        .rdd(),
                                Encoders.bean(RankingRow.class))
                        .select("query", "iteration", "ranking")
                        .write()
                        .parquet(folder.path("rankings"));
            }
            measure(rankings, folder, perItem);
            folder.commit();
            say(err, "wrote " + out + "; " + spark.work().summary());
        }
        return 0;
    }

    private int perItem(GraphTable table) {
        if (table.selfMatch() != update.selfMatch()) {
            throw new IllegalArgumentException(graph + ": built with --self "
                    + table.selfMatch().name().toLowerCase(Locale.ROOT) + ", and --update "
                    + update.name().toLowerCase(Locale.ROOT) + " needs "
                    + update.selfMatch().name().toLowerCase(Locale.ROOT) + ": build it again or take the other rule");
        }
        int perItem = kg == 0 ? table.perItem() : Math.min(kg, table.size() - 1);
        if (perItem > table.perItem()) {
            throw new IllegalArgumentException(graph + ": holds " + table.perItem()
                    + " neighbors per item, fewer than the KG " + kg + " asked for: build it with a larger --kg");
        }
        return perItem;
    }

    private Candidates candidates(Connection spark, int size, int perItem, int partitions, PrintWriter err)
            throws IOException {
        if (start.candidates != null) {
            Candidates.Table table = Candidates.Table.open(spark.session(), start.candidates);
            int batchRows = Candidates.batchRows(table.longest(), Math.min(kq, table.longest()), perItem);
            say(
                    err,
                    "candidate lists of up to " + table.queries() + " queries and " + table.longest() + " items each, "
                            + batchRows + " queries per batch");
            return table.read(batchRows, partitions);
        }
        ByFeatures by = java.util.Objects.requireNonNull(start.features);
        Features.Source queries = Features.open(spark.session(), by.queries, "query");
        Features.Source gallery = Features.open(spark.session(), by.gallery, "gallery");
        if (gallery.shape().size() != size) {
            throw new IllegalArgumentException(by.gallery + ": holds "
                    + gallery.shape().size() + " items, and the graph " + graph + " is of " + size);
        }
        if (queries.shape().columns() != gallery.shape().columns()) {
            throw new IllegalArgumentException("queries have " + queries.shape().columns()
                    + " values per feature and gallery items " + gallery.shape().columns()
                    + ": both must come from the same model");
        }
        int window = window(by.window, size);
        int batchRows = Candidates.batchRows(window, Math.min(kq, window), perItem);
        int blockRows = BlockSize.of(size, gallery.shape().columns(), spark.cores());
        say(
                err,
                String.format(
                        Locale.ROOT,
                        "%,d queries, the nearest %,d of %,d gallery items each; %d queries per batch",
                        queries.shape().size(),
                        window,
                        size,
                        batchRows));
        return Candidates.nearest(
                queries.read(Candidates.QUERY_BLOCK, partitions),
                gallery.read(blockRows, partitions),
                window,
                batchRows,
                partitions);
    }

    private static int window(String text, int size) {
        if (text.equalsIgnoreCase("all")) {
            return size;
        }
        try {
            int window = Integer.parseInt(text);
            KnnGraphJob.requireAtLeast(1, window, "--window");
            return Math.min(window, size);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--window must be a whole number or all, not " + text, e);
        }
    }

    private @Nullable Judge judge(
            Connection spark,
            JavaPairRDD<Integer, BatchState> states,
            Candidates candidates,
            int size,
            Spread byRun,
            Spread byBatch,
            PrintWriter err)
            throws IOException {
        return labels == null
                ? null
                : Judge.of(
                        spark,
                        labels.query,
                        labels.gallery,
                        states,
                        candidates.queries(),
                        size,
                        byRun,
                        byBatch,
                        message -> say(err, message));
    }

    private void measure(JavaRDD<Rankings.OfBatch> rankings, OutputFolder folder, int perItem) throws IOException {
        if (labels == null) {
            return;
        }
        List<double[]> sums = rankings.map(Rankings.OfBatch::sums).collect();
        long queries = rankings.map(batch -> (long) batch.queries()).fold(0L, Long::sum);
        List<IterationMetrics> means = Measures.means(sums, iterations, (int) queries);
        folder.writeText(
                "metrics.json",
                Measures.json(
                        String.format(
                                Locale.ROOT,
                                "{\"kg\": %d, \"kq\": %d, \"beta\": %s, \"n_times\": %d, \"update\": \"%s\"}",
                                perItem,
                                kq,
                                beta,
                                iterations,
                                update.name().toLowerCase(Locale.ROOT)),
                        means));
        PrintWriter text = spec.commandLine().getOut();
        text.println(Measures.table(means));
        text.flush();
    }
}
