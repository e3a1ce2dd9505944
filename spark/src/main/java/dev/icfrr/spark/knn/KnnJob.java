package dev.icfrr.spark.knn;

import com.sun.management.OperatingSystemMXBean;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.spark.log.Units;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.DomainCenters;
import dev.icfrr.spark.table.FeatureSource;
import dev.icfrr.spark.table.GraphHeader;
import dev.icfrr.spark.table.GraphTable;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** Builds the neighbor lists of a gallery. */
public record KnnJob(SparkSession session, KnnSettings settings, Consumer<String> log) {

    /**
     * Describes a table of lists. Everything but the lists themselves is computed here.
     *
     * @param gallery features of the gallery
     * @param queries features of queries whose rankings show K, or null to take gallery items
     */
    public Dataset<Row> build(FeatureSource gallery, @Nullable FeatureSource queries) {
        FeatureSource.Shape shape = gallery.shape();
        int size = shape.size();
        int cores = session.sparkContext().defaultParallelism();
        int rows = settings.blockRows() > 0 ? settings.blockRows() : BlockSize.of(size, shape.columns(), cores);
        long blocks = Math.ceilDiv(size, rows);
        int tasks = settings.tasks()
                .of(cores, settings.approximation().isPresent() ? blocks : ExactNeighborLists.pairs(blocks));
        DistributedFeatures features = gallery.read(rows, tasks);
        DistributedFeatures asking = queries == null ? null : queries.read(QueryNeighborLists.QUERY_BLOCK, tasks);
        if (settings.centered()) {
            log.accept("sums features in row order to center them; nothing but sums is collected");
            DomainCenters centers = DomainCenters.of(features);
            features = centers.gallery(features);
            asking = asking == null ? null : centers.with(asking).queries(asking);
        }
        int length = settings.kg() > 0 ? settings.plainLength(settings.kg()) : lengthToChoose(size);
        log.accept(String.format(
                Locale.ROOT,
                "%,d items of %d values (%s) in %d blocks of %,d; a task takes about %s",
                size,
                shape.columns(),
                Units.bytes(features.bytes()),
                blocks,
                rows,
                Units.bytes(BlockSize.taskBytes(rows, shape.columns(), wanted(length, size)))));
        Found found = find(features, length, tasks);
        if (settings.kg() > 0) {
            return table(found, size, settings.kg(), List.of());
        }
        MultiscaleAdvice chosen = ChosenK.of(found.lists(), Math.min(length, size - 1), features, asking);
        log.accept("K " + chosen.k() + ", chosen by the rankings of up to 256 "
                + (queries == null ? "gallery items" : "queries") + ": " + chosen.reason());
        int needed = settings.plainLength(chosen.k());
        if (wanted(needed, size) > wanted(length, size)) {
            log.accept("searches again for the lists of " + needed + " neighbors that K needs");
            found.lists().unpersist();
            found = find(features, needed, tasks);
        }
        return table(found, size, chosen.k(), chosen.weights());
    }

    private int lengthToChoose(int size) {
        return ParameterRequest.multiscale(ParameterRequest.AUTO, settings.order(), IcfrrParameters.DEFAULTS)
                .listLength(size);
    }

    /** Returns the length of lists with the item itself. */
    private static int wanted(int length, int size) {
        return Math.min(length, size - 1) + 1;
    }

    private record Found(JavaPairRDD<Integer, KnnCandidates> lists, double recall) {}

    private Found find(DistributedFeatures features, int length, int tasks) {
        int wanted = wanted(length, features.size());
        Found found;
        if (settings.approximation().isPresent()) {
            ApproximateNeighborLists.Settings how =
                    approximation(settings.approximation().get(), features, wanted - 1);
            DistributedFeatures sent =
                    sent(features, settings.approximation().get().sending());
            ApproximateLists lists = new ApproximateNeighborLists(sent, wanted, tasks, how, log).find();
            log.accept(
                    String.format(Locale.ROOT, "recall %.4f on a sample of %d items", lists.recall(), lists.sampled()));
            found = new Found(lists.lists(), lists.recall());
        } else {
            log.accept(String.format(
                    Locale.ROOT,
                    "%,d pairs of blocks meet in tasks; nothing is broadcast or collected",
                    ExactNeighborLists.pairs(features.blockCount())));
            found = new Found(ExactNeighborLists.find(features, wanted, tasks), 1);
        }
        boolean readTwice = settings.order() == ListOrder.SCALED || settings.kg() == KnnSettings.AUTO;
        return readTwice ? new Found(found.lists().persist(StorageLevel.MEMORY_AND_DISK_SER()), found.recall()) : found;
    }

    /** Rows of a piece lie anywhere in a file. A machine that keeps no half of it in memory would read pages again. */
    private DistributedFeatures sent(DistributedFeatures features, KnnSettings.Sending sending) {
        boolean isReadable = features.reader().isPresent();
        if (sending == KnnSettings.Sending.NUMBERS && !isReadable) {
            throw new IllegalArgumentException(
                    "only features in a tensor file can be read by every task: send features");
        }
        boolean areFeatures = sending == KnnSettings.Sending.AUTO
                ? features.bytes() > machineMemory() / 2
                : sending == KnnSettings.Sending.FEATURES;
        log.accept(
                isReadable && !areFeatures
                        ? "sends the numbers of items; each task reads their features from the file"
                        : "sends features to the tasks");
        return areFeatures ? features.sent() : features;
    }

    private static long machineMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    /** As many as one machine uses: finding the cells of an item then takes about as long as the search. */
    private static final int CELLS_PER_ROOT = 3;

    /** In larger galleries, cells must stay small, or an item has its nearest items in many cells. */
    private static final int MOST_PER_CELL = 333;
    /** A bound for the driver, and for the time that finding the cells of an item takes. */
    private static final int MOST_CELLS = 1 << 15;

    private static ApproximateNeighborLists.Settings approximation(
            KnnSettings.Approximation asked, DistributedFeatures features, int length) {
        int size = features.size();
        long bySize =
                Math.min(MOST_CELLS, Math.max(Math.round(CELLS_PER_ROOT * Math.sqrt(size)), size / MOST_PER_CELL));
        long byLists = size / (2L * (length + 1L));
        int cells = asked.cells() > 0 ? Math.min(asked.cells(), size) : Math.clamp(Math.min(bySize, byLists), 1, size);
        int rows = asked.mostRows() > 0 ? asked.mostRows() : BlockSize.ofPiece(size, features.columns());
        return new ApproximateNeighborLists.Settings(cells, asked.probes(), rows, asked.recall(), asked.seed());
    }

    private Dataset<Row> table(Found found, int size, int kg, List<Integer> weights) {
        Broadcast<double[]> scales = null;
        if (settings.order() == ListOrder.SCALED) {
            log.accept("collects and broadcasts the local scales of all items, " + Units.bytes(8L * size));
            scales = LocalScales.of(found.lists(), size, settings.selfMatch());
        }
        GraphHeader header = new GraphHeader(
                size, kg, settings.selfMatch(), settings.order(), found.recall(), settings.centered(), weights);
        return GraphTable.of(session, found.lists(), header, scales);
    }
}
