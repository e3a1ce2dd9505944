package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.Centroids;
import dev.icfrr.spark.log.Units;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

        /**
         * Returns the share to find of what lists still need of the pieces that items visit. It takes more time than
         * the search at home, and counts only for a part of the list.
         *
         * @param met share of its nearest items that an item meets
         */
        double ofVisits(double met) {
            return met < leastMet() ? recall : recall / met;
        }
    }

    /**
     * How the gallery is cut into pieces.
     *
     * @param pieceOf the piece of each cell
     * @param probes number of cells per item
     * @param met share of its nearest items that an item meets; 0 if that is not known
     * @param inTwoPasses whether items meet at home first, and bring bounds to the pieces that they visit
     * @param searched rows that are searched per item
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Chosen(int[] pieceOf, int probes, double met, boolean inTwoPasses, double searched) {}

    /** An item that goes to more pieces than this meets those of its home first. */
    private static final double MOST_IN_ONE_PASS = 2.5;

    /** The items at home take such a fraction of the items of a task. */
    private static final List<Integer> HOMES = List.of(3, 6, 9, 12, 16);

    /** How many more visitors than the mean a piece may have. */
    private static final double SPREAD = 1.25;

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
        FeatureSampler sample = new FeatureSampler(features.kept());
        ListCompletion completion = new ListCompletion(sample, wanted, log);
        Centroids cells = centers(sample);
        int asked = settings.probes() == KnnSettings.AUTO ? MOST_PROBES : settings.probes();
        Placement placement = Placement.of(sample, cells, Math.min(asked, cells.count()));
        Chosen chosen = choose(placement, cells, completion, sample);
        Broadcast<CellPlan> plan = sample.broadcast(plan(placement, chosen, sample));
        CellMeetings meetings = new CellMeetings(
                features,
                placement,
                plan,
                chosen.probes(),
                wanted,
                new TaskMeetings.Search(
                        settings.ofSearch(chosen.met()), settings.ofVisits(chosen.met()), settings.seed()),
                partitions);
        JavaPairRDD<Integer, KnnCandidates> lists = (chosen.inTwoPasses()
                        ? inTwoPasses(meetings)
                        : ListRuns.merge(meetings.all(), features.size(), wanted, partitions))
                .persist(StorageLevel.MEMORY_AND_DISK_SER());
        return completion.withRecall(completion.complete(lists), ~settings.seed());
    }

    private JavaPairRDD<Integer, KnnCandidates> inTwoPasses(CellMeetings meetings) {
        JavaPairRDD<Integer, KnnCandidates> atHome =
                ListRuns.merge(meetings.atHome(), features.size(), wanted, partitions);
        return ListRuns.mergeRuns(
                atHome, ListRuns.merge(meetings.visiting(atHome), features.size(), wanted, partitions), wanted);
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

    /**
     * Cuts the gallery into pieces, and chooses the number of cells per item that lets a sample meet enough of its
     * nearest items. Of several ways, the one that searches the fewest rows.
     */
    private Chosen choose(Placement placement, Centroids cells, ListCompletion completion, FeatureSampler gallery) {
        int[] order = cells.inOrder(settings.seed(), Parallelism.allCores());
        long[] homes = placement.homes();
        if (settings.probes() != KnnSettings.AUTO) {
            return cheapest(placement, order, homes, gallery);
        }
        SampledCells sample = placement.of(completion.nearestOfSample(settings.seed() ^ Long.MIN_VALUE));
        Chosen best = ways(sample, order, homes)
                .min(Comparator.comparingDouble((Chosen way) -> way.met() >= settings.leastMet() ? 0 : 1 - way.met())
                        .thenComparingDouble(Chosen::searched))
                .orElseThrow();
        log.accept(String.format(
                Locale.ROOT,
                "%d cells per item: %d sampled items meet %.4f of their nearest items; %.1f rows are searched per item,"
                        + " in %s",
                best.probes(),
                sample.size(),
                best.met(),
                best.searched(),
                best.inTwoPasses() ? "two passes" : "one pass"));
        return best;
    }

    /** Cuts the gallery into pieces for a given number of cells per item. */
    private Chosen cheapest(Placement placement, int[] order, long[] homes, FeatureSampler gallery) {
        int probes = placement.places();
        boolean inTwo = probes > MOST_IN_ONE_PASS;
        return (inTwo ? HOMES : HOMES.subList(0, 1))
                .stream()
                        .map(share -> {
                            int[] pieceOf = CellPlan.pieces(order, homes, mostHome(share));
                            long[] counts = placement.ofPieces(gallery.broadcast(pieceOf), probes);
                            long searched = CellPlan.of(pieceOf, counts, settings.mostRows())
                                    .searched(counts);
                            return new Chosen(pieceOf, probes, 0, inTwo, searched);
                        })
                        .min(Comparator.comparingDouble(Chosen::searched))
                        .orElseThrow();
    }

    private long mostHome(int share) {
        return 2L * settings.mostRows() / share;
    }

    /**
     * Returns ways to cut the gallery. Two visitors of a piece meet only where all visitors have room beside the items
     * at home. Each way either goes to few pieces, so that they have, or does not count on it.
     */
    private Stream<Chosen> ways(SampledCells sample, int[] order, long[] homes) {
        return HOMES.stream()
                .flatMap(share ->
                        Stream.of(way(sample, order, homes, share, true), way(sample, order, homes, share, false)));
    }

    private Chosen way(SampledCells sample, int[] order, long[] homes, int share, boolean visitorsMeet) {
        int[] pieceOf = CellPlan.pieces(order, homes, mostHome(share));
        double home = (double) features.size() / CellPlan.count(pieceOf);
        double room = Math.max(1, 2.0 * settings.mostRows() - home) / SPREAD;
        SampledCells.Probes probes = sample.probes(
                pieceOf, settings.leastMet(), visitorsMeet ? 1 + room / home : Double.POSITIVE_INFINITY, visitorsMeet);
        double visited = probes.visited() - 1;
        boolean inTwo = probes.visited() > MOST_IN_ONE_PASS;
        double searched = visited + Math.max(1, Math.ceil(visited * home / room)) + (inTwo ? 1 : 0);
        return new Chosen(pieceOf, probes.probes(), probes.met(), inTwo, searched);
    }

    private CellPlan plan(Placement placement, Chosen chosen, FeatureSampler sample) {
        long[] counts = placement.ofPieces(sample.broadcast(chosen.pieceOf()), chosen.probes());
        CellPlan plan = CellPlan.of(chosen.pieceOf(), counts, settings.mostRows());
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
