package dev.icfrr.spark.command;

import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.spark.rerank.BatchStates;
import dev.icfrr.spark.rerank.CandidateBatches;
import dev.icfrr.spark.rerank.Evaluator;
import dev.icfrr.spark.rerank.MetricSums;
import dev.icfrr.spark.rerank.RankedBatch;
import dev.icfrr.spark.rerank.Ranks;
import dev.icfrr.spark.rerank.RerankJob;
import dev.icfrr.spark.table.GraphTable;
import dev.icfrr.spark.table.OutputFolder;
import dev.icfrr.spark.table.RankingRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Encoders;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Re-ranks the candidates of queries with the neighbor lists of a gallery. */
@Command(
        name = "rerank",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Re-ranks the candidates of every query by the votes of gallery neighbors.",
            "In each round, a query receives the neighbor lists of the items that have reached its top. The orders equal"
                    + " those of one machine."
        })
public final class RerankCommand implements Callable<Integer> {
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
    private CandidateOptions start;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private IcfrrOptions parameters;

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
            description = "Iterations whose rankings are written: all, last, none (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Ranks ranks;

    @Option(
            names = "--ranks-top",
            paramLabel = "N",
            description = "Number of items written of each ranking (default: all).")
    private int ranksTop;

    @Option(
            names = "--center",
            paramLabel = "HOW",
            description =
                    "none or domains, which subtracts the mean of the queries from queries and the mean of the gallery from"
                            + " gallery items and scales both to unit length (default: as the features of the graph).")
    private FeatureOptions.@Nullable Center center;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private FeatureOptions features;

    @ArgGroup(exclusive = false)
    private @Nullable LabelOptions labels;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private JobOptions job;

    @Override
    public Integer call() throws IOException {
        JobLog log = new JobLog(spec.commandLine().getErr());
        validate();
        try (SparkConnection spark = SparkConnection.open("icfrr rerank", log);
                OutputFolder folder = new OutputFolder(spark.session(), out, job.overwrite)) {
            GraphTable table = GraphTable.open(spark.session(), graph);
            int perItem = parameters.perItem(table);
            requireCenter(table);
            IcfrrParameters method = parameters.method(table);
            int partitions = job.tasks().of(spark.cores(), 0);
            CandidateBatches candidates =
                    start.open(spark, table, features.columns(), perItem, method.kq(), partitions, log);
            RerankJob rerank = new RerankJob(spark.session(), table, perItem, method, partitions, log);
            BatchStates states = rerank.gather(candidates);
            Evaluator judge = labels == null ? null : rerank.judge(states, labels.query, labels.gallery);
            JavaRDD<RankedBatch> rankings =
                    rerank.rank(states, judge, ranks, ranksTop).persist(StorageLevel.MEMORY_AND_DISK_SER());
            if (ranks != Ranks.NONE) {
                write(spark, rankings, folder.path("rankings"));
            }
            if (judge != null) {
                measure(rankings, method.iterations(), parameters.json(table, perItem), folder);
            }
            folder.commit();
            log.accept("wrote " + out + "; " + spark.work().summary());
        }
        return 0;
    }

    private void requireCenter(GraphTable table) {
        boolean centered = table.header().centered();
        if (center != null && (center == FeatureOptions.Center.DOMAINS) != centered) {
            throw new IllegalArgumentException(graph + ": the lists are those of features that were "
                    + (centered ? "" : "not ") + "centered. Build them with 'knn --center " + center.label()
                    + "', or leave --center out");
        }
    }

    private void validate() {
        job.validate();
        if (center == FeatureOptions.Center.DOMAINS && !start.haveFeatures()) {
            throw new IllegalArgumentException("--center domains needs features: use --queries and --gallery");
        }
        parameters.validate();
        JobOptions.requireAtLeast(0, ranksTop, "--ranks-top");
        if (labels == null && ranks == Ranks.NONE) {
            throw new IllegalArgumentException("--ranks none without labels leaves nothing to do");
        }
    }

    private static void write(SparkConnection spark, JavaRDD<RankedBatch> rankings, String folder) {
        spark.session()
                .createDataset(
                        rankings.flatMap(batch -> batch.rows().iterator()).rdd(), Encoders.bean(RankingRow.class))
                .select("query", "iteration", "ranking")
                .write()
                .parquet(folder);
    }

    private void measure(JavaRDD<RankedBatch> rankings, int iterations, String parametersJson, OutputFolder folder)
            throws IOException {
        List<double[]> sums = rankings.map(RankedBatch::sums).collect();
        long queries = rankings.map(batch -> (long) batch.queries()).fold(0L, Long::sum);
        double[][] means = MetricSums.means(sums, iterations, (int) queries);
        folder.writeText("metrics.json", MetricSums.json(parametersJson, means));
        PrintWriter text = spec.commandLine().getOut();
        text.println(MetricSums.table(means));
        text.flush();
    }
}
