package dev.icfrr.rerank;

import dev.icfrr.sort.ScoreSort;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Orders a query's items after an iteration of the flat vote in which few have a bonus: sorts these, and merges them
 * with the others, which are in order already. One object serves one thread.
 */
final class BoostedMerge {
    /** Up to a quarter, boosted items are merged; beyond it, sorting all items is less work. */
    private static final int MERGED_SHARE = 4;

    /** Positions to look at before the next check whether all items with a bonus are found. */
    private static final int STRETCH = 256;

    private final OrderPair orders;
    private final Bonuses bonuses;
    private final VoteAccumulator sums;
    private final ScoreSort sort;
    private final double[] scores;
    /** The positions of boosted items. */
    private final int[] boosted;
    /** 1 at the positions whose item has no bonus. */
    private final byte[] unboosted;

    private int boostedCount;

    /**
     * Creates the memory.
     *
     * @param sums behind the bonuses
     * @param scores room for those of all items
     */
    BoostedMerge(OrderPair orders, Bonuses bonuses, VoteAccumulator sums, ScoreSort sort, double[] scores) {
        this.orders = orders;
        this.bonuses = bonuses;
        this.sums = sums;
        this.sort = sort;
        this.scores = scores;
        int capacity = orders.order().length;
        boosted = new int[capacity + 1];
        unboosted = new byte[capacity];
    }

    /** Counts the items with a bonus. Returns whether they are few. */
    boolean areFew() {
        boostedCount = sums.boosted();
        return boostedCount <= orders.count() / MERGED_SHARE;
    }

    /**
     * Writes the next order, if the boosted items were found to be few.
     *
     * @param close of a query whose distances are bounded
     * @return the position from which on the next order equals the current one
     */
    int iterate(@Nullable CloseScores close) {
        int beyond = split();
        return merge(sort.descending(scores, boostedCount), beyond, close);
    }

    /**
     * Finds the positions with a bonus, and their scores.
     *
     * @return the position after the last of them
     */
    private int split() {
        int[] order = orders.order();
        double[] values = orders.values();
        int count = orders.count();
        int found = 0;
        for (int start = 0; found < boostedCount; start += STRETCH) {
            found = sums.find(order, start, Math.min(start + STRETCH, count), boosted, found, unboosted);
        }
        int beyond = boostedCount == 0 ? 0 : boosted[boostedCount - 1] + 1;
        Arrays.fill(unboosted, beyond, count, (byte) 1);
        for (int i = 0; i < boostedCount; i++) {
            int position = boosted[i];
            scores[i] = values[position] + bonuses.of(order[position]);
        }
        return beyond;
    }

    /**
     * Merges the sorted boosted items with the others; equal scores by position.
     *
     * @param beyond the position after the last boosted item
     * @return the position from which on both orders are equal
     */
    private int merge(int[] sorted, int beyond, @Nullable CloseScores close) {
        int[] order = orders.order();
        double[] values = orders.values();
        int count = orders.count();
        int to = 0;
        int from = 0;
        int changed = 0;
        for (int k = 0; k < boostedCount; k++) {
            double score = scores[sorted[k]];
            int position = boosted[sorted[k]];
            while (from < count) {
                double value = values[from];
                if (!(value > score || (value == score && from < position))) {
                    break;
                }
                put(to, order[from], value);
                to += unboosted[from];
                from++;
            }
            if (close != null) {
                compare(sorted, k, from, close);
            }
            // If all boosted items keep their positions, the others do as well.
            changed |= position ^ to;
            put(to++, order[position], score);
        }
        for (; to < beyond; from++) {
            put(to, order[from], values[from]);
            to += unboosted[from];
        }
        // As many items precede the others as before.
        System.arraycopy(order, to, orders.next(), to, count - to);
        if (orders.movesValues()) {
            System.arraycopy(values, to, orders.nextValues(), to, count - to);
        }
        return changed == 0 ? 0 : to;
    }

    private void put(int to, int item, double value) {
        orders.next()[to] = item;
        if (orders.movesValues()) {
            orders.nextValues()[to] = value;
        }
    }

    /** Compares the score of a boosted item with those that it was merged in between. */
    private void compare(int[] sorted, int k, int from, CloseScores close) {
        double[] values = orders.values();
        double score = scores[sorted[k]];
        int position = boosted[sorted[k]];
        if (k > 0 && !close.isClear(scores[sorted[k - 1]] - score)) {
            close.makeCanonical(boosted[sorted[k - 1]], position);
        }
        if (from > 0 && !close.isClear(values[from - 1] - score)) {
            close.makeCanonical(from - 1, position);
        }
        if (from < orders.count() && !close.isClear(score - values[from])) {
            close.makeCanonical(from, position);
        }
    }
}
