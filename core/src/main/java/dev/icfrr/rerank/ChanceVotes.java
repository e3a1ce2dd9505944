package dev.icfrr.rerank;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListDifferences;
import dev.icfrr.knn.NeighborLists;
import dev.icfrr.knn.PartialKnnGraph;
import java.util.Arrays;

/**
 * The votes that random voters would give, by which the multi-scale vote discounts hubs: {@code chance(i)} is the sum
 * over the scales k of {@code w(k)} times the number of lists that hold i among their first k. Immutable.
 */
public final class ChanceVotes {
    private final Scales scales;
    private final int voters;
    private final int[] votes;
    private final long largest;

    private ChanceVotes(Scales scales, int voters, int[] votes) {
        this.scales = scales;
        this.voters = voters;
        this.votes = votes;
        int most = 0;
        for (int count : votes) {
            most = Math.max(most, count);
        }
        largest = (long) scales.largest() * most;
    }

    /**
     * Counts the lists of a gallery; reads each once.
     *
     * @throws IllegalArgumentException if the lists are shorter than the largest scale, or the gallery is too large
     */
    public static ChanceVotes of(KnnGraph graph, Scales scales) {
        int needed = Math.min(scales.largest(), graph.size() - 1);
        if (graph.neighborsPerItem() < needed) {
            throw new IllegalArgumentException(
                    "multi-scale votes up to K " + scales.largest() + " need lists of " + needed
                            + " neighbors, and this graph has " + graph.neighborsPerItem()
                            + " per item: build it with a larger KG or take a smaller K");
        }
        requireRoom(graph.size(), scales);
        NeighborLists lists = graph.lists();
        int[] row = new int[needed];
        int[] votes = new int[lists.size()];
        for (int item = 0; item < lists.size(); item++) {
            lists.copyRow(item, row, needed);
            count(row, 0, needed, scales, 1, votes);
        }
        return new ChanceVotes(scales, lists.size(), votes);
    }

    /**
     * Counts the lists of a window.
     *
     * @param lists by candidate; neighbors are numbers in the window or {@link NeighborLookup#OUTSIDE}
     */
    static ChanceVotes ofWindow(int[][] lists, Scales scales) {
        requireRoom(lists.length, scales);
        int[] votes = new int[lists.length];
        for (int[] list : lists) {
            count(list, 0, list.length, scales, 1, votes);
        }
        return new ChanceVotes(scales, lists.length, votes);
    }

    /**
     * Wraps counts that are known, for example from a distributed job.
     *
     * @param voters how many lists were counted, G
     * @param votes by item; not copied
     */
    public static ChanceVotes of(Scales scales, int voters, int[] votes) {
        return new ChanceVotes(scales, voters, votes);
    }

    /**
     * Counts a part of a gallery's lists, on one of several machines. The sums of all parts are the votes of chance.
     *
     * @param lists of {@code min(K, G-1)} neighbors
     * @param votes by gallery item; the counts are added
     * @throws IllegalArgumentException if the lists are shorter or longer, or the gallery is too large
     */
    public static void count(PartialKnnGraph lists, Scales scales, int[] votes) {
        requireRoom(votes.length, scales);
        int length = Math.min(scales.largest(), votes.length - 1);
        if (lists.perItem() != length) {
            throw new IllegalArgumentException("multi-scale votes up to K " + scales.largest() + " count " + length
                    + " neighbors per item, and these lists hold " + lists.perItem());
        }
        for (int first = 0; first < lists.neighbors().length; first += length) {
            count(lists.neighbors(), first, length, scales, 1, votes);
        }
    }

    /** Returns whether the votes of so many lists can be counted. */
    public static boolean fit(int lists, Scales scales) {
        return (long) lists * scales.totalWeight() <= Integer.MAX_VALUE;
    }

    private static void requireRoom(int lists, Scales scales) {
        if (!fit(lists, scales)) {
            throw new IllegalArgumentException(
                    "a gallery of " + lists + " items is too large for scales of weights " + scales.totalWeight());
        }
    }

    /**
     * Counts the list that lies in an array from {@code first} on.
     *
     * @param times how often; -1 takes a list off that was counted
     */
    private static void count(int[] lists, int first, int length, Scales scales, int times, int[] votes) {
        for (int band = 0; band < scales.count() && scales.start(band) < length; band++) {
            int end = first + Math.min(length, scales.start(band + 1));
            for (int at = first + scales.start(band); at < end; at++) {
                if (lists[at] != NeighborLookup.OUTSIDE) {
                    votes[lists[at]] += times * scales.reach(band);
                }
            }
        }
    }

    /**
     * Returns the counts after items were added to the gallery. Reads only the lists that differ.
     *
     * @param before the graph that these counts are of
     * @param after the graph of the changed gallery, see {@link ListDifferences#forEach}
     * @throws IllegalArgumentException if the lists are shorter than the largest scale, or the gallery is too large
     */
    public ChanceVotes changed(KnnGraph before, KnnGraph after) {
        if (Math.min(before.neighborsPerItem(), after.neighborsPerItem()) < scales.largest()
                || before.size() != voters) {
            throw new IllegalArgumentException("votes of chance of " + voters + " lists, up to K " + scales.largest()
                    + ", cannot follow lists of " + before.neighborsPerItem() + " neighbors of " + before.size()
                    + " items");
        }
        requireRoom(after.size(), scales);
        int[] counts = Arrays.copyOf(votes, Math.max(before.size(), after.size()));
        ListDifferences.forEach(before, after, scales.largest(), (old, now) -> {
            count(old, 0, old.length, scales, -1, counts);
            count(now, 0, now.length, scales, 1, counts);
        });
        return new ChanceVotes(
                scales, after.size(), counts.length == after.size() ? counts : Arrays.copyOf(counts, after.size()));
    }

    /** Returns the same counts for some items, numbered in the order given. */
    public ChanceVotes select(int[] items) {
        return new ChanceVotes(
                scales, voters, Arrays.stream(items).map(item -> votes[item]).toArray());
    }

    /** Returns the counts by item, in a new array. */
    public int[] toArray() {
        return votes.clone();
    }

    /** Returns the scales that were counted at. */
    public Scales scales() {
        return scales;
    }

    /** Returns how many lists were counted. */
    public int voters() {
        return voters;
    }

    /** Returns the count of one item, {@code chance(i)}. */
    public int of(int item) {
        return votes[item];
    }

    /** Returns {@code K * chance(i)}. */
    long numerator(int item) {
        return (long) scales.largest() * votes[item];
    }

    /** Returns the largest {@link #numerator} of all items. */
    long largestNumerator() {
        return largest;
    }
}
