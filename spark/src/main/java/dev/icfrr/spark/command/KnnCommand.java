package dev.icfrr.spark.command;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.spark.knn.ApproximateLists;
import dev.icfrr.spark.knn.ApproximateNeighborLists;
import dev.icfrr.spark.knn.BlockSize;
import dev.icfrr.spark.knn.ExactNeighborLists;
import dev.icfrr.spark.knn.LocalScales;
import dev.icfrr.spark.log.Units;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.FeatureSource;
import dev.icfrr.spark.table.FeatureSources;
import dev.icfrr.spark.table.GraphTable;
import dev.icfrr.spark.table.OutputFolder;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
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
                    "Features: Parquet with a row per item, id (0 .. G-1) and vector (array of float), or a row per block,"
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
            defaultValue = "256",
            paramLabel = "N",
            description = "Neighbors per item (${DEFAULT-VALUE}).")
    private int kg;

    @Option(
            names = "--lists",
            defaultValue = "plain",
            paramLabel = "ORDER",
            description =
                    "plain, by distance, for the flat vote; or scaled, by distance less half the local scale of the"
                            + " neighbor, for the multi-scale vote (${DEFAULT-VALUE}). Scaled lists of KG neighbors are made from plain"
                            + " ones of twice the length; the scales of all items, 8 bytes each, are broadcast.")
    @SuppressWarnings("NullAway.Init")
    private ListOrder order;

    @Option(
            names = "--self",
            paramLabel = "RULE",
            description =
                    "The entry that is left out of an item's sorted row: first, the first entry, for the flat vote with the update"
                            + " rule reference; index, the item itself, for accumulating and for the multi-scale vote"
                            + " (first for plain lists, index for scaled ones).")
    private @Nullable SelfMatch self;

    @Option(
            names = "--block-rows",
            paramLabel = "N",
            description =
                    "Items per block of the gallery; two blocks and their lists must fit a task (chosen by the number of cores,"
                            + " at most 32 MiB of features). Changes no result.")
    private int blockRows;

    @Option(
            names = "--approximate",
            description = "Compare each item only with items of the nearest cells; prints the recall on a sample.")
    private boolean approximate;

    @Option(
            names = "--cells",
            paramLabel = "N",
            description = "Number of cells (square root of G, or fewer with long lists); their centers are broadcast.")
    private int cells;

    @Option(
            names = "--probes",
            defaultValue = "8",
            paramLabel = "N",
            description = "Number of cells per item (${DEFAULT-VALUE}). More give a higher recall.")
    private int probes;

    @Option(
            names = "--max-cell-rows",
            paramLabel = "N",
            description = "Items of a cell in one task; larger cells are cut (default: as many as fit a block).")
    private int maxCellRows;

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
            FeatureSource source = FeatureSources.open(spark.session(), gallery, "gallery");
            FeatureSource.Shape shape = source.shape();
            int wanted = Math.min(plainLength(), shape.size() - 1) + 1;
            int rows = blockRows > 0 ? blockRows : BlockSize.of(shape.size(), shape.columns(), spark.cores());
            long blocks = Math.ceilDiv(shape.size(), rows);
            int tasks = job.partitions(spark.cores(), approximate ? blocks : ExactNeighborLists.pairs(blocks));
            DistributedFeatures features = source.read(rows, tasks);
            log.accept(String.format(
                    Locale.ROOT,
                    "%,d items of %d values (%s) in %d blocks of %,d; a task takes about %s",
                    shape.size(),
                    shape.columns(),
                    Units.bytes(features.bytes()),
                    blocks,
                    rows,
                    Units.bytes(BlockSize.taskBytes(rows, shape.columns(), wanted))));
            double recall = 1;
            JavaPairRDD<Integer, KnnCandidates> lists;
            if (approximate) {
                ApproximateLists found =
                        new ApproximateNeighborLists(features, wanted, tasks, settings(shape), log).find();
                recall = found.recall();
                log.accept(String.format(
                        Locale.ROOT, "recall %.4f on a sample of %d items", found.recall(), found.sampled()));
                lists = found.lists();
            } else {
                log.accept(String.format(
                        Locale.ROOT,
                        "%,d pairs of blocks meet in tasks; nothing is broadcast or collected",
                        ExactNeighborLists.pairs(blocks)));
                lists = ExactNeighborLists.find(features, wanted, tasks);
            }
            SelfMatch left = self != null ? self : order == ListOrder.SCALED ? SelfMatch.INDEX : SelfMatch.FIRST;
            Broadcast<double[]> scales = null;
            if (order == ListOrder.SCALED) {
                lists = lists.persist(StorageLevel.MEMORY_AND_DISK_SER());
                log.accept("collects and broadcasts the local scales of all items, " + Units.bytes(8L * shape.size()));
                scales = LocalScales.of(lists, shape.size(), left);
            }
            GraphTable.of(spark.session(), lists, shape.size(), kg, left, scales, recall)
                    .write()
                    .parquet(folder.path());
            folder.commit();
            log.accept("wrote " + out + "; " + spark.work().summary());
        }
        return 0;
    }

    /** Returns how long the plain lists must be. */
    private int plainLength() {
        return order == ListOrder.SCALED ? LocalScaling.plainLength(kg) : kg;
    }

    private void validate() {
        job.validate();
        JobOptions.requireAtLeast(1, kg, "--kg");
        JobOptions.requireAtLeast(0, blockRows, "--block-rows");
        JobOptions.requireAtLeast(0, cells, "--cells");
        JobOptions.requireAtLeast(1, probes, "--probes");
        JobOptions.requireAtLeast(0, maxCellRows, "--max-cell-rows");
    }

    private ApproximateNeighborLists.Settings settings(FeatureSource.Shape shape) {
        long byRoot = Math.round(Math.sqrt(shape.size()));
        long byLists = shape.size() / (2L * (plainLength() + 1L));
        int count = cells > 0 ? Math.min(cells, shape.size()) : Math.clamp(Math.min(byRoot, byLists), 1, shape.size());
        int rows = maxCellRows > 0 ? maxCellRows : BlockSize.most(shape.columns());
        return new ApproximateNeighborLists.Settings(count, probes, rows, seed);
    }
}
