package dev.icfrr.advice;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.RowOrder;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The first items of some queries' initial rankings, all that advice needs to know of the queries. Holds
 * {@code 4 * depth} bytes per query. Immutable.
 */
public final class InitialRankings {
    /** Enough to know a mean agreement to a few percent of itself; more would cost and change little. */
    public static final int MOST = 256;

    private final int[][] tops;

    private InitialRankings(int[][] tops) {
        this.tops = tops;
    }

    /**
     * Rankings that are known already, as of the last so many requests to a server; copied.
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
     * @param depth how many items of each to keep
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
     * Takes the neighbor lists of up to {@link #MOST} gallery items, drawn at random, for the rankings of queries that are
     * not known yet.
     *
     * @param depth how many items of each to keep, at most the length of the lists
     * @param seed the same seed draws the same items
     */
    public static InitialRankings ofItems(KnnGraph graph, int depth, long seed) {
        int length = Math.min(depth, graph.neighborsPerItem());
        return of(Arrays.stream(draw(graph.size(), seed))
                .mapToObj(item -> Arrays.copyOf(graph.neighbors(item), length))
                .toArray(int[][]::new));
    }

    /** Up to {@link #MOST} of {@code 0 .. count-1}, ascending. */
    static int[] draw(int count, long seed) {
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

    /** How many rankings. */
    public int size() {
        return tops.length;
    }

    /** How many items each has. */
    public int depth() {
        return tops[0].length;
    }

    /** The mean agreement at every scale, see {@link ListAgreement}. */
    double[] meanAgreement(ListAgreement agreement) {
        double[] mean = new double[agreement.scales().size()];
        for (int[] top : tops) {
            double[] of = agreement.of(top);
            for (int scale = 0; scale < mean.length; scale++) {
                mean[scale] += of[scale] / tops.length;
            }
        }
        return mean;
    }
}
