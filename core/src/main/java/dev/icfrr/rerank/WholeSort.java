package dev.icfrr.rerank;

import dev.icfrr.sort.ScoreSort;
import org.jspecify.annotations.Nullable;

/** Orders a query's items after an iteration by sorting all their scores. One object serves one thread. */
final class WholeSort {
    private final OrderPair orders;
    private final Bonuses bonuses;
    private final ScoreSort sort;
    private final double[] scores;

    /** @param scores room for those of all items */
    WholeSort(OrderPair orders, Bonuses bonuses, ScoreSort sort, double[] scores) {
        this.orders = orders;
        this.bonuses = bonuses;
        this.sort = sort;
        this.scores = scores;
    }

    /**
     * Writes the next order.
     *
     * @param close of a query whose distances are bounded
     * @return the position from which on the next order equals the current one
     */
    int iterate(@Nullable CloseScores close) {
        bonuses.addTo(orders, scores);
        int[] sorted = sorted();
        if (close != null) {
            close.compare(sorted, scores, orders.count());
        }
        int[] order = orders.order();
        int[] next = orders.next();
        int ranked = orders.count();
        for (int to = 0; to < ranked; to++) {
            next[to] = order[sorted[to]];
        }
        if (orders.movesValues()) {
            double[] nextValues = orders.nextValues();
            for (int to = 0; to < ranked; to++) {
                nextValues[to] = scores[sorted[to]];
            }
        }
        int changed = ranked;
        while (changed > 0 && sorted[changed - 1] == changed - 1) {
            changed--;
        }
        return changed;
    }

    /** Sorts the scores within bounds that the votes give. */
    private int[] sorted() {
        double[] values = orders.values();
        int count = orders.count();
        double oneEnd = bonuses.ofFewestVotes();
        double otherEnd = bonuses.ofMostVotes();
        return sort.descending(
                scores, count, values[count - 1] + Math.min(oneEnd, otherEnd), values[0] + Math.max(oneEnd, otherEnd));
    }
}
