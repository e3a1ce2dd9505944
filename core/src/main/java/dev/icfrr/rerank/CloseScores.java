package dev.icfrr.rerank;

import dev.icfrr.distance.BoundedDistances;

/**
 * Finds the scores of a query that are too close to call, because its distances are known within a bound only, and
 * makes the distances behind them canonical. The orders are then those of canonical distances: scores further apart
 * than the tolerance compare alike, and close ones are compared by what they are. For the reference rule, whose scores
 * belong to positions. One object serves one thread.
 */
final class CloseScores {
    /** A query with more close scores is ranked by canonical distances. */
    private static final int MOST_SHARE = 64;

    private static final int FEW = 8;

    /**
     * Distances below this multiple of the least bounded one are made canonical, so that none of them can rise above.
     */
    private static final double MARGIN = 1 + 0x1p-9;

    /** Covers the rounding of two scores, in both ways of computing them. */
    private static final double ROUNDING = 0x1p-49;

    /** By position, minus the distances, which become canonical in place. */
    private final double[] values;

    private final int[] initial;
    private final boolean[] canonical;
    private final int[] made;
    private int madeCount;
    private boolean tooMany;
    private boolean changed;
    private double tolerance;
    private BoundedDistances distances;

    CloseScores(double[] values) {
        this.values = values;
        initial = new int[values.length];
        canonical = new boolean[values.length];
        made = new int[Math.max(FEW, values.length / MOST_SHARE)];
        distances = BoundedDistances.canonical(values);
    }

    /**
     * Starts a query, and puts its close items in order.
     *
     * @param order by descending values, ties by index; corrected in place
     * @param beta the weight of bonuses, which are at most 1 and at least -1
     * @return whether the order is that of canonical distances; if not, too many scores are close
     */
    boolean start(BoundedDistances query, int[] order, double beta) {
        for (int i = 0; i < madeCount; i++) {
            canonical[made[i]] = false;
        }
        madeCount = 0;
        tooMany = false;
        distances = query;
        int size = values.length;
        int near = 0;
        while (near < size && !(-values[near] >= MARGIN * distances.leastBounded())) {
            near++;
        }
        if (near == size) {
            return false;
        }
        tolerance = 2 * distances.error(-values[near]) + ROUNDING * (1 + Math.abs(beta) - values[size - 1]);
        System.arraycopy(order, 0, initial, 0, size);
        for (int first = 0; first < size && !tooMany; ) {
            int end = Math.max(first + 1, first == 0 ? near : 0);
            while (end < size && !(values[end - 1] - values[end] > tolerance)) {
                end++;
            }
            if (end > first + 1 || first < near) {
                sortRun(first, end);
            }
            first = end;
        }
        System.arraycopy(initial, 0, order, 0, size);
        changed = false;
        return !tooMany;
    }

    /** Makes the distances of a run of positions canonical, and sorts it. */
    private void sortRun(int first, int end) {
        if (madeCount + end - first > made.length) {
            tooMany = true;
            return;
        }
        for (int position = first; position < end; position++) {
            makeCanonical(position);
        }
        for (int position = first + 1; position < end; position++) {
            double value = values[position];
            int item = initial[position];
            int at = position;
            while (at > first && (values[at - 1] < value || (values[at - 1] == value && initial[at - 1] > item))) {
                values[at] = values[at - 1];
                initial[at] = initial[at - 1];
                at--;
            }
            values[at] = value;
            initial[at] = item;
        }
    }

    private void makeCanonical(int position) {
        if (canonical[position]) {
            return;
        }
        if (madeCount == made.length) {
            tooMany = true;
            return;
        }
        canonical[position] = true;
        made[madeCount++] = position;
        values[position] = -distances.canonical(initial[position]);
        changed = true;
    }

    /**
     * Makes the distances canonical behind neighboring scores whose order is not clear.
     *
     * @param sorted the positions of the scores, greatest first
     * @param scores by position
     */
    void compare(int[] sorted, double[] scores, int count) {
        double above = Double.POSITIVE_INFINITY;
        for (int to = 0; to < count; to++) {
            double score = scores[sorted[to]];
            if (!isClear(above - score)) {
                makeCanonical(sorted[to - 1], sorted[to]);
            }
            above = score;
        }
    }

    /**
     * Returns whether the order of two scores is that of canonical distances.
     *
     * @param difference of the scores, the upper less the lower
     */
    boolean isClear(double difference) {
        return difference > tolerance;
    }

    /** Makes the distances at two positions canonical. */
    void makeCanonical(int upper, int lower) {
        makeCanonical(upper);
        makeCanonical(lower);
    }

    /** Returns whether values have changed since the last call, so that the scores must be sorted again. */
    boolean haveChanged() {
        boolean result = changed;
        changed = false;
        return result;
    }

    /** Returns whether too many scores were close. */
    boolean areTooMany() {
        return tooMany;
    }
}
