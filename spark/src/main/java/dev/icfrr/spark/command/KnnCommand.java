package dev.icfrr.spark.command;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.spark.knn.KnnJob;
import dev.icfrr.spark.knn.KnnSettings;
import dev.icfrr.spark.table.FeatureSource;
import dev.icfrr.spark.table.FeatureSources;
import dev.icfrr.spark.table.OutputFolder;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Computes the neighbor lists of a gallery, exactly or approximately. */
@Command(
        name = "knn",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Finds the nearest gallery items of every gallery item.",
            "Exact unless --approximate is given. Exact lists equal those of one machine bit for bit, however the work is cut."
        })
public final class KnnCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "GALLERY",
            description =
                    "Features: Parquet with a row per item, id (0 .. G-1) and vector (array of float or double), or a row per block,"
                            + " first, rows, columns, vectors (little-endian float32); or a float32 .npy or .pth on a disk that all"
                            + " machines see.")
    @SuppressWarnings("NullAway.Init")
    private String gallery;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder of Parquet to write: item, neighbors.")
    @SuppressWarnings("NullAway.Init")
    private String out;

    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            description = "Neighbors per item (256).")
    private @Nullable Integer kg;

    @Option(
            names = "--k",
            paramLabel = "N|auto",
            description =
                    "Neighbors per item for the multi-scale vote, its largest scale, rounded down to a power of two; auto"
                            + " chooses it and the weights of the scales, as 'icfrr rerank --k auto' does. Lists are scaled unless"
                            + " stated otherwise.")
    private @Nullable String k;

    @Option(
            names = "--queries",
            paramLabel = "PATH",
            description =
                    "Features of queries, for --k auto: the choice uses the rankings of up to 256 of them (default: the"
                            + " lists of up to 256 gallery items).")
    private @Nullable String queries;

    @Option(
            names = "--lists",
            paramLabel = "ORDER",
            description =
                    "plain, by distance, for the flat vote; or scaled, by distance less half the local scale of the"
                            + " neighbor, for the multi-scale vote (scaled with --k, otherwise plain). Scaled lists of KG"
                            + " neighbors are made from plain ones of twice the length; the scales of all items, 8 bytes"
                            + " each, are broadcast.")
    private @Nullable ListOrder lists;

    @Option(
            names = "--self",
            paramLabel = "RULE",
            description =
                    "The entry that is left out of an item's sorted row: first, the first entry, for the flat vote with the update"
                            + " rule reference; index, the item itself, for accumulating and for the multi-scale vote"
                            + " (first for plain lists without --k, otherwise index).")
    private @Nullable SelfMatch self;

    @Option(
            names = "--center",
            defaultValue = "none",
            paramLabel = "HOW",
            description =
                    "domains subtracts the mean of the gallery from its features and scales them to unit length; the job"
                            + " rerank then centers both domains. none does not (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private FeatureOptions.Center center;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private FeatureOptions features;

    @Option(
            names = "--block-rows",
            paramLabel = "N",
            description =
                    "Items per block of the gallery; two blocks and their lists must fit a task (chosen by the number of cores,"
                            + " at most 32 MiB of features). Changes no result.")
    private int blockRows;

    @Option(
            names = "--approximate",
            description =
                    "Compare each item only with items of its pieces of the gallery, each searched as one machine searches a"
                            + " gallery; prints the recall on a sample.")
    private boolean approximate;

    @Option(
            names = "--cells",
            paramLabel = "N",
            description =
                    "Number of cells (3 times the square root of G, or a 333rd of G if that is more, at most 32,768; fewer"
                            + " with long lists); their centers are broadcast.")
    private int cells;

    @Option(names = "--recall", paramLabel = "X", description = "Target recall of --approximate (0.95).")
    private @Nullable Double recall;

    @Option(
            names = "--probes",
            paramLabel = "N",
            description =
                    "Number of cells per item (chosen by a sample for the target recall, at most 16). An item goes to the"
                            + " pieces of these cells.")
    private @Nullable Integer probes;

    @Option(
            names = "--max-cell-rows",
            paramLabel = "N",
            description =
                    "Half of the items of a task, which searches a piece of the gallery; larger cells are cut (default: a 32nd"
                            + " of the gallery, from 16,384 items to 64 MiB of features).")
    private int maxCellRows;

    @Option(
            names = "--send",
            paramLabel = "WHAT",
            description =
                    "What --approximate sends to tasks of features in a tensor file: numbers of items, whose features each task"
                            + " reads; features; or auto, numbers if the file fits into half of the memory of a machine (auto)."
                            + " Changes no result.")
    private KnnSettings.@Nullable Sending sending;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Seed of --approximate (${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private JobOptions job;

    @Override
    public Integer call() throws IOException {
        JobLog log = new JobLog(spec.commandLine().getErr());
        validate();
        try (SparkConnection spark = SparkConnection.open("icfrr knn", log);
                OutputFolder folder = new OutputFolder(spark.session(), out, job.overwrite)) {
            FeatureSource source = FeatureSources.open(spark.session(), gallery, features.columns(), "gallery");
            FeatureSource asking =
                    queries == null ? null : FeatureSources.open(spark.session(), queries, features.columns(), "query");
            new KnnJob(spark.session(), settings(), log)
                    .build(source, asking)
                    .write()
                    .parquet(folder.path());
            folder.commit();
            log.accept("wrote " + out + "; " + spark.work().summary());
        }
        return 0;
    }

    private void validate() {
        job.validate();
        JobOptions.requireAtLeast(1, perItem(), k == null ? "--kg" : "--k");
        JobOptions.requireAtLeast(0, blockRows, "--block-rows");
        JobOptions.requireAtLeast(0, cells, "--cells");
        if (probes != null) {
            JobOptions.requireAtLeast(1, probes, "--probes");
        }
        JobOptions.requireAtLeast(0, maxCellRows, "--max-cell-rows");
        if (!approximate && (recall != null || probes != null || cells > 0 || maxCellRows > 0 || sending != null)) {
            throw new IllegalArgumentException(
                    "--recall, --cells, --probes, --max-cell-rows and --send work only with --approximate");
        }
        if (k != null && kg != null) {
            throw new IllegalArgumentException("--kg and --k both give the length of the lists: use one");
        }
        if (queries != null && !LargestScale.isAuto(k)) {
            throw new IllegalArgumentException("--queries serves the choice of K: add --k auto");
        }
    }

    /** Returns the neighbors per item; 1 if they are chosen. */
    private int perItem() {
        if (LargestScale.isAuto(k)) {
            return 1;
        }
        return k != null ? LargestScale.of(k) : Objects.requireNonNullElse(kg, IcfrrParameters.DEFAULT_KG);
    }

    private KnnSettings settings() {
        ListOrder order = lists != null ? lists : k != null ? ListOrder.SCALED : ListOrder.PLAIN;
        boolean forScales = k != null || order == ListOrder.SCALED;
        return new KnnSettings(
                LargestScale.isAuto(k) ? KnnSettings.AUTO : perItem(),
                order,
                self != null ? self : forScales ? SelfMatch.INDEX : SelfMatch.FIRST,
                center == FeatureOptions.Center.DOMAINS,
                approximate
                        ? Optional.of(new KnnSettings.Approximation(
                                cells,
                                Objects.requireNonNullElse(probes, KnnSettings.AUTO),
                                maxCellRows,
                                Objects.requireNonNullElse(recall, KnnSettings.Approximation.RECALL),
                                seed,
                                Objects.requireNonNullElse(sending, KnnSettings.Sending.AUTO)))
                        : Optional.empty(),
                blockRows,
                job.tasks());
    }
}
