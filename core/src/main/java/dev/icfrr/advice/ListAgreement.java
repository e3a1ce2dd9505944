package dev.icfrr.advice;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListDifferences;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.ItemIndexMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Measures how often the items at the top of a ranking are on the neighbor lists of each other. With T the first K
 * items of a ranking, N(j) the first {@code L = min(K, KG)} neighbors of j, and n(i) the number of all G lists of that
 * length that hold i,
 *
 * <pre>agreement = 1/(K*L) * sum over j in T of |N(j) and T|  -  1/(G*L) * sum over i in T of n(i)</pre>
 *
 * is the share of the top's votes that fall on the top itself, minus the share expected of random voters. Hubs, which
 * are on many lists of any voters, therefore do not count. Agreement is about 0 if lists and ranking are unrelated, and
 * at most 1. It is largest near the size of the group that the top belongs to: shorter lists overlap by chance only,
 * longer lists leave the group.
 *
 * <p>Immutable and thread-safe. Keeps 4 bytes per gallery item and scale. One ranking costs {@code K * KG} lookups,
 * about what the votes of one iteration cost.
 */
public final class ListAgreement {
    private static final int SPARE_SHARE = 64;
    /** Places of so many items are looked up in a small table. */
    private static final int FEW = 64;

    private final KnnGraph graph;
    private final int[] scales;
    private final ListCounts counts;
    /** Arrays of a place per item, all 0. States of one gallery share them. */
    private final ArrayDeque<int[]> idle;

    /**
     * Counts the lists that each item is on, with all cores.
     *
     * @param scales as for {@link #ListAgreement(KnnGraph, List, Parallelism)}
     */
    public ListAgreement(KnnGraph graph, List<Integer> scales) {
        this(graph, scales, Parallelism.allCores());
    }

    /**
     * Counts the lists that each item is on.
     *
     * @param graph the order of the lists between two scales does not matter
     * @param scales values of K, ascending, each once, at least 1 and at most the gallery's size
     */
    public ListAgreement(KnnGraph graph, List<Integer> scales, Parallelism parallelism) {
        this(graph, ListCounts.of(graph, scales, parallelism));
    }

    /**
     * Creates a measure where the lists that each item is on are counted already.
     *
     * @param counts those of the graph; their scales are the values of K
     */
    public ListAgreement(KnnGraph graph, ListCounts counts) {
        this(graph, counts, new ArrayDeque<>());
    }

    private ListAgreement(KnnGraph graph, ListCounts counts, ArrayDeque<int[]> idle) {
        if (counts.size() != graph.size()) {
            throw new IllegalArgumentException(
                    "counts of " + counts.size() + " lists are not those of " + graph.size() + " items");
        }
        this.graph = graph;
        this.counts = counts;
        this.idle = idle;
        scales = counts.scales().stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Returns the same measure of the gallery after items were added to it. Reads only the lists that differ.
     *
     * @param after the graph of the changed gallery, see {@link ListDifferences#forEach}
     * @throws IllegalArgumentException if lists have another length, or hold the whole gallery
     */
    public ListAgreement changed(KnnGraph after) {
        return new ListAgreement(after, counts.changed(graph, after), idle);
    }

    /** Returns 4, 8, 16 … below a limit, and the limit itself: values of K to test. */
    public static List<Integer> scales(int limit) {
        List<Integer> scales = new ArrayList<>();
        for (int k = 4; k < limit; k *= 2) {
            scales.add(k);
        }
        scales.add(limit);
        return List.copyOf(scales);
    }

    /** Returns how many lists hold each item. */
    public ListCounts counts() {
        return counts;
    }

    /** Returns the values of K. */
    public List<Integer> scales() {
        return Arrays.stream(scales).boxed().toList();
    }

    /**
     * Returns the agreement at every scale.
     *
     * @param ranking gallery indices, best first, each once; at least as many as the largest scale, more are ignored
     * @return one value per scale
     */
    public double[] of(int[] ranking) {
        int largest = scales[scales.length - 1];
        if (ranking.length < largest) {
            throw new IllegalArgumentException(
                    "a ranking of " + ranking.length + " items is too short for the scale " + largest);
        }
        prefetch(Arrays.copyOf(ranking, largest));
        return agreement(largest <= FEW ? votesOfFew(ranking, largest) : votesOfMany(ranking, largest), ranking);
    }

    /** Prepares for reading the lists and the counts of some items that may not be in memory. */
    void prefetch(int[] items) {
        graph.prefetch(items);
        counts.prefetch(items);
    }

    /** Counts the votes within the top of a ranking, by scale. The memory does not depend on the gallery's size. */
    private long[] votesOfFew(int[] ranking, int largest) {
        ItemIndexMap places = new ItemIndexMap(Arrays.copyOf(ranking, largest));
        return votes(ranking, largest, places::of);
    }

    /** Counts the same votes, faster, with a place for each gallery item. */
    private long[] votesOfMany(int[] ranking, int largest) {
        int[] places = borrow();
        for (int place = 0; place < largest; place++) {
            places[ranking[place]] = place + 1;
        }
        long[] votes = votes(ranking, largest, item -> places[item] - 1);
        for (int place = 0; place < largest; place++) {
            places[ranking[place]] = 0;
        }
        giveBack(places);
        return votes;
    }

    /** @param places the place of an item in the top, or -1 */
    private long[] votes(int[] ranking, int largest, IntUnaryOperator places) {
        long[] votes = new long[scales.length];
        int length = Math.min(graph.neighborsPerItem(), largest);
        int[] scaleOf = ListCounts.scaleOf(scales, largest);
        for (int place = 0; place < largest; place++) {
            for (int rank = 0; rank < length; rank++) {
                int other = places.applyAsInt(graph.neighbor(ranking[place], rank));
                if (other >= 0) {
                    votes[scaleOf[Math.max(Math.max(place, rank), other)]]++;
                }
            }
        }
        return votes;
    }

    private double[] agreement(long[] votes, int[] ranking) {
        double[] agreement = new double[scales.length];
        long inside = 0;
        for (int scale = 0; scale < scales.length; scale++) {
            inside += votes[scale];
            long expected = 0;
            for (int place = 0; place < scales[scale]; place++) {
                expected += counts.of(ranking[place], scale);
            }
            agreement[scale] = agreement(inside, expected, scales[scale], listLength(scale), graph.size());
        }
        return agreement;
    }

    /**
     * Returns the agreement by counts.
     *
     * @param inside how often the lists of the top hold an item of the top
     * @param expected how many lists of the gallery hold an item of the top, summed over the top
     * @param k the number of items of the top
     * @param listLength how many neighbors of each list are read
     */
    static double agreement(long inside, long expected, int k, int listLength, int gallerySize) {
        double length = Math.max(1, listLength); // a gallery of one item has empty lists
        return inside / (k * length) - expected / (gallerySize * length);
    }

    /** Returns how many neighbors of each list are read. */
    int listLength(int scale) {
        return Math.min(scales[scale], graph.neighborsPerItem());
    }

    /** Returns an array with room for some items more, so that later states of the gallery can use it. */
    private int[] borrow() {
        synchronized (idle) {
            int[] places = idle.poll();
            return places != null && places.length >= graph.size()
                    ? places
                    : new int[graph.size() + graph.size() / SPARE_SHARE];
        }
    }

    private void giveBack(int[] places) {
        synchronized (idle) {
            idle.push(places);
        }
    }
}
