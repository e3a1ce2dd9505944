package dev.icfrr.knn;

import dev.icfrr.knn.exact.ExactNeighbors;
import dev.icfrr.knn.rows.CandidateRefiner;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.sort.ScoreSort;
import java.util.Arrays;

/**
 * Orders the candidates of a row by {@link LocalScaling}. Candidates whose bounds do not overlap are in order already;
 * canonical distances are computed only for the others. One object serves one thread.
 */
final class ScaledOrder {
    /** Covers the rounding of a score and of its bounds, as a share of the terms. */
    private static final double ROUNDING = 1e-12;

    private final ExactNeighbors search;
    private final CandidateRefiner order;
    private final double[] halfScales;
    private final int pool;
    private final int wanted;

    private final ScoreSort sort;
    private final double[] scores;
    /** By candidate: the least score that it may have. */
    private final double[] least;

    private final int[] group;
    private final int[] chosen;
    private final double[] distances;

    /**
     * Prepares an order.
     *
     * @param pool plain neighbors that take part
     * @param wanted how many of them to list
     */
    ScaledOrder(ExactNeighbors search, CandidateRefiner order, double[] halfScales, int pool, int wanted) {
        this.search = search;
        this.order = order;
        this.halfScales = halfScales;
        this.pool = pool;
        this.wanted = wanted;
        sort = new ScoreSort(Math.max(1, pool));
        scores = new double[pool];
        least = new double[pool];
        group = new int[pool];
        chosen = new int[pool + 1];
        distances = new double[pool];
    }

    /** Returns the scaled list of a plain list, by canonical distances alone. */
    int[] ofPlain(int position, int[] plain) {
        order.squaredTo(position, plain, distances);
        for (int rank = 0; rank < pool; rank++) {
            distances[rank] = Math.sqrt(distances[rank]);
        }
        return LocalScaling.order(plain, distances, pool, wanted, halfScales, sort);
    }

    /**
     * Returns the scaled list of a row that equals none of its candidates but itself.
     *
     * @param of candidates, all different rows, the row itself among them
     */
    int[] ofDistinct(int position, Candidates of) {
        order.choose(position, of, pool + 1, chosen);
        int count = 0;
        for (int candidate : chosen) {
            if (of.positions[candidate] != position) {
                chosen[count++] = candidate;
            }
        }
        PackedRows rows = search.rows();
        for (int i = 0; i < pool; i++) {
            int candidate = chosen[i];
            int other = of.positions[candidate];
            double half = halfScales[search.item(other)];
            double nearest = rows.leastDistance(position, of.keys[candidate]);
            double farthest = rows.greatestDistance(position, of.keys[candidate], rows.errors[other]);
            double margin = ROUNDING * (half + farthest);
            scores[i] = half - nearest + margin;
            least[i] = half - farthest - margin;
        }
        int[] sorted = sort.descending(scores, pool);
        int[] list = new int[wanted];
        int filled = 0;
        int at = 0;
        while (filled < wanted) {
            int first = at;
            double bound = Double.POSITIVE_INFINITY;
            do {
                bound = Math.min(bound, least[sorted[at]]);
                group[at - first] = of.positions[chosen[sorted[at]]];
                at++;
            } while (at < pool && scores[sorted[at]] >= bound);
            filled = add(position, at - first, list, filled);
        }
        return list;
    }

    /** Appends a group of candidates whose bounds overlap. */
    private int add(int position, int count, int[] list, int filled) {
        if (count == 1) {
            list[filled] = search.item(group[0]);
            return filled + 1;
        }
        double[] squared = order.squared(position, group, count);
        Scored[] scored = new Scored[count];
        for (int i = 0; i < count; i++) {
            int item = search.item(group[i]);
            scored[i] = new Scored(halfScales[item] - Math.sqrt(squared[i]), squared[i], item);
        }
        Arrays.sort(scored);
        int taken = Math.min(count, wanted - filled);
        for (int i = 0; i < taken; i++) {
            list[filled + i] = scored[i].item;
        }
        return filled + taken;
    }

    /** Orders by score, then as plain lists do. */
    private record Scored(double score, double squared, int item) implements Comparable<Scored> {
        @Override
        public int compareTo(Scored other) {
            int byScore = Double.compare(other.score, score);
            int byDistance = byScore != 0 ? byScore : Double.compare(squared, other.squared);
            return byDistance != 0 ? byDistance : Integer.compare(item, other.item);
        }
    }
}
