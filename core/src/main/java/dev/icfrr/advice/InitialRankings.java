package dev.icfrr.advice;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.RowOrder;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The first items of the initial rankings of some queries. Advice needs nothing else of the queries. Holds
 * {@code 4 * depth} bytes per query. Immutable.
 */
public final class InitialRankings {
    /** The number of queries that gives a mean agreement within a few percent; more would change little. */
    public static final int MOST = 256;

    private final int[][] tops;

    private InitialRankings(int[][] tops) {
        this.tops = tops;
    }

    /**
     * Wraps known rankings, such as those of the last requests to a server; copies them.
     *
     * @param rankings gallery indices, best first, of equal depth; at least one
     */
    public static InitialRankings of(int[][] rankings) {
        if (rankings.length == 0) {
            throw new IllegalArgumentException("advice needs at least one ranking");
        }
        int depth = rankings[0].length;
        if (Arrays.stream(rankings).anyMatch(ranking -> ranking.length != depth)) {
            throw new IllegalArgumentException("rankings must be of equal depth");
        }
        return new InitialRankings(Arrays.stream(rankings).map(int[]::clone).toArray(int[][]::new));
    }

    /**
     * Ranks the gallery by distance for up to {@link #MOST} queries drawn at random.
     *
     * @param depth number of items of each to keep
     * @param seed the same seed draws the same queries
     * @throws IllegalArgumentException if there are no queries, or a distance or feature is not finite
     */
    public static InitialRankings of(DistanceSource distances, int depth, long seed, Parallelism parallelism) {
        int[] drawn = draw(distances.queries(), seed);
        int size = distances.gallerySize();
        int[][] tops = new int[drawn.length][];
        distances.select(drawn).forEachRow(parallelism, () -> {
            RowOrder order = new RowOrder(size);
            return (query, row) -> tops[query] = Arrays.copyOf(order.ascending(row), Math.min(depth, size));
        });
        return of(tops);
    }

    /**
     * Takes the neighbor lists of up to {@link #MOST} gallery items, drawn at random, for the rankings of queries that
     * are not known yet.
     *
     * @param depth number of items of each to keep, at most the length of the lists
     * @param seed the same seed draws the same items
     */
    public static InitialRankings ofItems(KnnGraph graph, int depth, long seed) {
        int length = Math.min(depth, graph.neighborsPerItem());
        int[] drawn = draw(graph.size(), seed);
        graph.prefetch(drawn);
        return of(Arrays.stream(drawn)
                .mapToObj(item -> Arrays.copyOf(graph.neighbors(item), length))
                .toArray(int[][]::new));
    }

    /**
     * Takes the neighbor lists of up to {@link #MOST} gallery items, drawn with {@link ParameterSelection#SEED}, as far
     * as {@link Advice} reads them.
     */
    static InitialRankings ofItems(KnnGraph graph) {
        return ofItems(graph, Advice.listLength(graph.size()), ParameterSelection.SEED);
    }

    /**
     * Draws up to {@link #MOST} of {@code 0 .. count-1}, ascending: the queries whose rankings are read.
     *
     * @param seed the same seed draws the same numbers
     */
    public static int[] draw(int count, long seed) {
        if (count <= MOST) {
            return IntStream.range(0, count).toArray();
        }
        return new SplittableRandom(seed)
                .ints(0, count)
                .distinct()
                .limit(MOST)
                .sorted()
                .toArray();
    }

    /** Returns the number of rankings. */
    public int size() {
        return tops.length;
    }

    /** Returns the number of items of each. */
    public int depth() {
        return tops[0].length;
    }

    /** Returns the rankings; callers must not change them. */
    int[][] tops() {
        return tops;
    }

    /** Returns the mean agreement at every scale, see {@link ListAgreement}; the threads do not change it. */
    double[] meanAgreement(ListAgreement agreement, Parallelism parallelism) {
        agreement.prefetch(Arrays.stream(tops).flatMapToInt(Arrays::stream).toArray());
        double[][] all = new double[tops.length][];
        parallelism.forEachBlock(tops.length, 1, () -> (query, _) -> all[query] = agreement.of(tops[query]));
        double[] mean = new double[agreement.scales().size()];
        for (double[] of : all) {
            for (int scale = 0; scale < mean.length; scale++) {
                mean[scale] += of[scale] / tops.length;
            }
        }
        return mean;
    }
}
