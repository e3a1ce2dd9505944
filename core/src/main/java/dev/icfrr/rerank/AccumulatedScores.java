package dev.icfrr.rerank;

import dev.icfrr.sort.FirstScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The scores of all gallery items by the accumulating rule, in every iteration. By this rule an item keeps its own
 * score, so the orders between iterations need not be known. Their first items vote, and only these are sorted. Equal
 * scores keep the order of the iteration before, so they are ordered by their scores there, and the initial order
 * breaks ties by index.
 */
final class AccumulatedScores {
    /** More iterations would take too much memory. */
    static final int MOST_ITERATIONS = 8;

    private final FirstScores first;
    /** By iteration; the arrays are created when needed. */
    private final List<double[]> scores = new ArrayList<>();

    AccumulatedScores(FirstScores first) {
        this.first = first;
    }

    /** Starts a query with the distances to all items. */
    void start(double[] distances) {
        double[] own = at(0, distances.length);
        for (int item = 0; item < own.length; item++) {
            own[item] = -distances[item];
        }
    }

    /** Adds the bonuses of an iteration, by item. */
    void add(int iteration, double[] bonuses) {
        double[] before = at(iteration - 1, bonuses.length);
        double[] after = at(iteration, bonuses.length);
        for (int item = 0; item < after.length; item++) {
            after[item] = before[item] + bonuses[item];
        }
    }

    /**
     * Writes the first items of the order after an iteration.
     *
     * @param order room for all items; those beyond {@code wanted} are unspecified
     */
    void first(int iteration, int wanted, int[] order) {
        double[] own = at(iteration, order.length);
        int found = first.descending(own, own.length, wanted, order);
        for (int start = 0; start < wanted; ) {
            int end = start + 1;
            boolean ordered = true;
            while (end < found && own[order[start]] == own[order[end]]) {
                ordered &= compareBefore(iteration, order[end - 1], order[end]) <= 0;
                end++;
            }
            if (!ordered) {
                sortBefore(iteration, order, start, end);
            }
            start = end;
        }
    }

    private void sortBefore(int iteration, int[] order, int start, int end) {
        Comparator<Integer> before = (a, b) -> compareBefore(iteration, a, b);
        int[] sorted = Arrays.stream(order, start, end)
                .boxed()
                .sorted(before)
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(sorted, 0, order, start, sorted.length);
    }

    /** Compares the places of two items before an iteration. */
    private int compareBefore(int iteration, int a, int b) {
        for (int i = iteration - 1; i >= 0; i--) {
            double[] own = scores.get(i);
            if (own[a] != own[b]) {
                return own[a] > own[b] ? -1 : 1;
            }
        }
        return Integer.compare(a, b);
    }

    private double[] at(int iteration, int size) {
        while (scores.size() <= iteration) {
            scores.add(new double[size]);
        }
        return scores.get(iteration);
    }
}
