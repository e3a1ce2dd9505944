package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.Centroids;
import dev.icfrr.spark.log.Units;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Approximate neighbor lists. Cells near each other form a piece of the gallery, which is searched in one task as one
 * machine searches a gallery. Every item is at home in the piece with the nearest center and visits the pieces of a few
 * more cells. The lists of an item from all its pieces are merged. The lists depend on the features and the seed, not
 * on how the work is cut.
 */
public final class ApproximateNeighborLists {
    /** Sampled rows per cell, from which centers are computed. */
    private static final int SAMPLE_PER_CELL = 16;

    private static final int LARGEST_SAMPLE = 1 << 18;
    /** Share of what may be missed that is missed because items do not meet. A search misses less at little cost. */
    private static final double MISSED_BY_CELLS = 0.7;

    /** Most cells per item, unless more are asked for. */
    private static final int MOST_PROBES = 16;

    /**
     * How to search.
     *
     * @param cells number of cells
     * @param probes number of cells per item, its home included, or {@link KnnSettings#AUTO}: as few as give the recall
     * @param mostRows half of the items of a task
     * @param recall share of the nearest items wanted, above 0 and at most 1
     */
    public record Settings(int cells, int probes, int mostRows, double recall, long seed) implements Serializable {
        /** Returns the share of its nearest items that an item must meet. */
        double leastMet() {
            return 1 - MISSED_BY_CELLS * (1 - recall);
        }

        /**
         * Returns the recall that the search of a piece needs.
         *
         * @param met share of its nearest items that an item meets
         */
        double ofSearch(double met) {
            return met < leastMet() ? 1 - (1 - recall) / 2 : recall / met;
        }
    }

    /**
     * How the cells were chosen.
     *
     * @param met share of its nearest items that an item meets; 0 if that is not known
     */
    private record Chosen(int probes, double met) {}

    private final DistributedFeatures features;
    private final int wanted;
    private final int partitions;
    private final Settings settings;
    private final Consumer<String> log;

    /** Prepares a search for {@code wanted} neighbors per item, the item itself included. */
    public ApproximateNeighborLists(
            DistributedFeatures features, int wanted, int partitions, Settings settings, Consumer<String> log) {
        this.features = features;
        this.wanted = wanted;
        this.partitions = partitions;
        this.settings = settings;
        this.log = log;
    }

    /** Finds the lists, completes those that are too short and estimates the recall. */
    public ApproximateLists find() {
        JavaPairRDD<Integer, ItemFeatures> blocks = features.blocks().persist(StorageLevel.MEMORY_AND_DISK_SER());
        FeatureSampler sample = new FeatureSampler(blocks, features.size());
        ListCompletion completion = new ListCompletion(sample, wanted, log);
        Centroids cells = centers(sample);
        int asked = settings.probes() == KnnSettings.AUTO ? MOST_PROBES : settings.probes();
        Placement placement = Placement.of(sample, cells, Math.min(asked, cells.count()));
        int[] pieceOf = CellPlan.pieces(
                cells.inOrder(settings.seed(), Parallelism.allCores()), placement.homes(), settings.mostRows());
        Chosen chosen = settings.probes() == KnnSettings.AUTO
                ? choose(placement, pieceOf, completion)
                : new Chosen(placement.places(), 0);
        int probes = chosen.probes();
        Broadcast<CellPlan> plan = sample.broadcast(plan(placement, pieceOf, probes, sample));
        JavaPairRDD<Integer, KnnCandidates> lists = ListRuns.merge(
                        CellMeetings.find(
                                placement.placed(),
                                plan,
                                probes,
                                wanted,
                                new CellMeetings.Search(settings.ofSearch(chosen.met()), settings.seed()),
                                partitions),
                        features.size(),
                        wanted,
                        partitions)
                .persist(StorageLevel.MEMORY_AND_DISK_SER());
        return completion.withRecall(completion.complete(lists), ~settings.seed());
    }

    private Centroids centers(FeatureSampler of) {
        int size = (int) Math.min(LARGEST_SAMPLE, (long) SAMPLE_PER_CELL * settings.cells());
        ItemFeatures sample = of.draw(size, settings.seed());
        log.accept("collected a sample of " + sample.size() + " features, "
                + Units.bytes(4L * sample.values().length) + ", to find centers: at most " + SAMPLE_PER_CELL
                + " per cell and " + LARGEST_SAMPLE + " in all");
        long start = System.nanoTime();
        Centroids cells = Centroids.of(sample.matrix(), settings.cells(), settings.seed(), Parallelism.allCores());
        log.accept("found " + cells.count() + " centers in " + Units.seconds((System.nanoTime() - start) / 1e9)
                + " and broadcasts them, " + Units.bytes(4L * cells.count() * features.columns())
                + ": bounded by --cells");
        return cells;
    }

    /** Chooses the smallest number of cells per item that lets a sample meet enough of its nearest items. */
    private Chosen choose(Placement placement, int[] pieceOf, ListCompletion completion) {
        KnnCandidates truth = completion.nearestOfSample(settings.seed() ^ Long.MIN_VALUE);
        double[] shares = placement.shares(truth, pieceOf);
        int probes = 1;
        while (probes < shares.length && shares[probes - 1] < settings.leastMet()) {
            probes++;
        }
        log.accept(String.format(
                Locale.ROOT,
                "%d cells per item: %d sampled items share a piece with %.4f of their nearest items",
                probes,
                truth.size(),
                shares[probes - 1]));
        return new Chosen(probes, shares[probes - 1]);
    }

    private CellPlan plan(Placement placement, int[] pieceOf, int probes, FeatureSampler sample) {
        long[] counts = placement.ofPieces(sample.broadcast(pieceOf), probes);
        CellPlan plan = CellPlan.of(pieceOf, counts, settings.mostRows());
        int pieces = counts.length / 2;
        log.accept(String.format(
                Locale.ROOT,
                "%d pieces of the gallery hold %,d items at most and %,d visitors; an item goes to %.2f pieces; %d pieces"
                        + " are cut into parts of about %,d; a task takes about %s",
                pieces,
                Arrays.stream(counts, 0, pieces).max().orElse(0),
                Arrays.stream(counts, pieces, 2 * pieces).max().orElse(0),
                (double) Arrays.stream(counts).sum() / features.size(),
                plan.cut(),
                settings.mostRows(),
                Units.bytes(BlockSize.pieceBytes(
                        largestMeeting(counts, settings.mostRows()), features.columns(), wanted))));
        return plan;
    }

    /** Returns the rows of the largest meeting. */
    private static long largestMeeting(long[] counts, int mostRows) {
        int pieces = counts.length / 2;
        long largest = 0;
        for (int piece = 0; piece < pieces; piece++) {
            long others = counts[piece] > mostRows ? mostRows : counts[pieces + piece];
            largest = Math.max(largest, Math.min(counts[piece] + others, 2L * mostRows));
        }
        return largest;
    }
}
