package dev.icfrr.rerank;

import dev.icfrr.sort.ScoreSort;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Orders a query's items after an iteration of the flat vote in which few have a bonus. Most of these are at the head
 * of the order, close to one another: the head is sorted whole. The other boosted items are sorted with it, and merged
 * with the items beyond the head, which are in order already. One object serves one thread.
 */
final class BoostedMerge {
    /** Up to a quarter, boosted items are merged; beyond it, sorting all items is less work. */
    private static final int MERGED_SHARE = 4;

    /** Positions to look at before the next check whether all items with a bonus are found. */
    private static final int STRETCH = 256;

    /** Up to this share, a branch that tells whether an item has a bonus is mostly predicted. */
    private static final int PREDICTED_SHARE = 16;

    /** Merging an item takes as long as sorting so many others. */
    private static final int MERGING = 2;

    /** If more others than that precede a sorted item, they are found by searching and copied in runs. */
    private static final int FAR = 32;

    /** Shorter runs are copied faster one by one. */
    private static final int SHORT = 16;

    private final OrderPair orders;
    private final Bonuses bonuses;
    private final VoteAccumulator sums;
    private final ScoreSort sort;
    /** Of the sorted items: those of the head by position, then the boosted items beyond it. */
    private final double[] scores;
    /** The positions of boosted items. */
    private final int[] boosted;

    /** 1 at the positions whose item has no bonus. */
    private final byte[] unboosted;

    private int boostedCount;
    /** The position after the head. */
    private int head;
    /** How many boosted items are in the head. */
    private int boostedInHead;
    /** The position before which the items without a bonus are copied to the next order. */
    private int copied;
    /** How many boosted positions surely precede it. */
    private int skipped;

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
        findBoosted();
        chooseHead();
        int sortedCount = addBonuses();
        return merge(sort.descending(scores, sortedCount), sortedCount, close);
    }

    private void findBoosted() {
        int[] order = orders.order();
        int count = orders.count();
        boolean few = boostedCount <= count / PREDICTED_SHARE;
        int found = 0;
        for (int start = 0; found < boostedCount; start += STRETCH) {
            int end = Math.min(start + STRETCH, count);
            found = few
                    ? sums.find(order, start, end, boosted, found)
                    : sums.findMany(order, start, end, boosted, found);
        }
        Arrays.fill(unboosted, 0, count, (byte) 1);
        for (int i = 0; i < boostedCount; i++) {
            unboosted[boosted[i]] = 0;
        }
    }

    /** Extends the head as long as sorting the items in between is less work than merging the boosted ones. */
    private void chooseHead() {
        head = 0;
        boostedInHead = 0;
        long least = (long) MERGING * boostedCount;
        for (int i = 1; i <= boostedCount; i++) {
            int end = boosted[i - 1] + 1;
            long work = end + (long) MERGING * (boostedCount - i);
            if (work <= least) {
                least = work;
                head = end;
                boostedInHead = i;
            }
        }
    }

    /** Computes the scores of the items to sort. Returns how many they are. */
    private int addBonuses() {
        int[] order = orders.order();
        double[] values = orders.values();
        for (int position = 0; position < head; position++) {
            scores[position] = values[position] + bonuses.of(order[position]);
        }
        int sorted = head;
        for (int i = boostedInHead; i < boostedCount; i++) {
            int position = boosted[i];
            scores[sorted++] = values[position] + bonuses.of(order[position]);
        }
        return sorted;
    }

    private int position(int sorted) {
        return sorted < head ? sorted : boosted[boostedInHead + sorted - head];
    }

    /**
     * Merges the sorted items with the others; equal scores by position.
     *
     * @return the position from which on both orders are equal
     */
    private int merge(int[] sorted, int sortedCount, @Nullable CloseScores close) {
        int[] order = orders.order();
        int[] next = orders.next();
        boolean movesValues = orders.movesValues();
        double[] nextValues = orders.nextValues();
        int first = aboveRest(sorted, sortedCount);
        int changed = 0;
        for (int to = 0; to < first; to++) {
            int position = position(sorted[to]);
            // If all sorted items keep their positions, the others do as well.
            changed |= position ^ to;
            next[to] = order[position];
        }
        if (movesValues) {
            for (int to = 0; to < first; to++) {
                nextValues[to] = scores[sorted[to]];
            }
        }
        copied = head;
        skipped = boostedInHead;
        if (close != null) {
            for (int k = 0; k < first; k++) {
                compare(sorted, k, close);
            }
        }
        int to = first;
        for (int k = first; k < sortedCount; k++) {
            double score = scores[sorted[k]];
            int position = position(sorted[k]);
            to = copyAbove(score, position, to);
            if (close != null) {
                compare(sorted, k, close);
            }
            changed |= position ^ to;
            next[to] = order[position];
            if (movesValues) {
                nextValues[to] = score;
            }
            to++;
        }
        int beyond = boostedCount == 0 ? 0 : boosted[boostedCount - 1] + 1;
        to = copyUpTo(Math.max(copied, beyond), to);
        // As many items precede the others as before.
        copy(to, orders.count(), to);
        return changed == 0 ? 0 : to;
    }

    /** Returns how many sorted items rank above all those that are not sorted. */
    private int aboveRest(int[] sorted, int sortedCount) {
        if (head == orders.count()) {
            return sortedCount;
        }
        double value = orders.values()[head];
        int above = 0;
        int end = sortedCount;
        while (above < end) {
            int middle = (above + end) >>> 1;
            if (isAbove(value, head, scores[sorted[middle]], position(sorted[middle]))) {
                end = middle;
            } else {
                above = middle + 1;
            }
        }
        return above;
    }

    /**
     * Copies the items without a bonus, from {@link #copied} on, that rank above a sorted item.
     *
     * @param start where to in the next order
     * @return where they end there
     */
    private int copyAbove(double score, int position, int start) {
        double[] values = orders.values();
        int count = orders.count();
        int from = copied;
        if (from + FAR < count && isAbove(values[from + FAR], from + FAR, score, position)) {
            return copyUpTo(firstBelow(score, position), start);
        }
        int[] order = orders.order();
        int[] next = orders.next();
        boolean movesValues = orders.movesValues();
        double[] nextValues = orders.nextValues();
        int to = start;
        for (; from < count && isAbove(values[from], from, score, position); from++) {
            next[to] = order[from];
            if (movesValues) {
                nextValues[to] = values[from];
            }
            to += unboosted[from];
        }
        copied = from;
        return to;
    }

    /** Returns the first position from {@link #copied} on whose score ranks below that of a sorted item. */
    private int firstBelow(double score, int position) {
        double[] values = orders.values();
        int count = orders.count();
        int from = copied;
        int step = 1;
        while (from < count && isAbove(values[from], from, score, position)) {
            from += step;
            step *= 2;
        }
        int above = from - step / 2;
        int below = Math.min(from, count);
        while (above + 1 < below) {
            int middle = (above + below) >>> 1;
            if (isAbove(values[middle], middle, score, position)) {
                above = middle;
            } else {
                below = middle;
            }
        }
        return below;
    }

    private static boolean isAbove(double value, int at, double score, int position) {
        return value > score || (value == score && at < position);
    }

    /**
     * Copies the items without a bonus from {@link #copied} up to a position.
     *
     * @param start where to in the next order
     * @return where they end there
     */
    private int copyUpTo(int end, int start) {
        int to = start;
        int from = copied;
        while (skipped < boostedCount && boosted[skipped] < from) {
            skipped++;
        }
        while (skipped < boostedCount && boosted[skipped] < end) {
            int skip = boosted[skipped++];
            copy(from, skip, to);
            to += skip - from;
            from = skip + 1;
        }
        copy(from, end, to);
        copied = end;
        return to + end - from;
    }

    private void copy(int from, int end, int to) {
        copy(orders.order(), from, end, orders.next(), to);
        if (orders.movesValues()) {
            copy(orders.values(), from, end, orders.nextValues(), to);
        }
    }

    private static void copy(int[] source, int from, int end, int[] target, int to) {
        if (end - from > SHORT) {
            System.arraycopy(source, from, target, to, end - from);
        } else {
            for (int i = from; i < end; i++) {
                target[to - from + i] = source[i];
            }
        }
    }

    private static void copy(double[] source, int from, int end, double[] target, int to) {
        if (end - from > SHORT) {
            System.arraycopy(source, from, target, to, end - from);
        } else {
            for (int i = from; i < end; i++) {
                target[to - from + i] = source[i];
            }
        }
    }

    /** Compares the score of a sorted item with that before it, and with those that it is merged in between. */
    private void compare(int[] sorted, int k, CloseScores close) {
        double[] values = orders.values();
        double score = scores[sorted[k]];
        int position = position(sorted[k]);
        if (k > 0 && !close.isClear(scores[sorted[k - 1]] - score)) {
            close.makeCanonical(position(sorted[k - 1]), position);
        }
        if (copied > head && !close.isClear(values[copied - 1] - score)) {
            close.makeCanonical(copied - 1, position);
        }
        if (copied < orders.count() && !close.isClear(score - values[copied])) {
            close.makeCanonical(copied, position);
        }
    }
}
