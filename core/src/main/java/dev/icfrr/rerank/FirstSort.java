package dev.icfrr.rerank;

import dev.icfrr.sort.FirstScores;

/**
 * Finds the first items of an order without sorting the others. All items that were not known rank below those that
 * were, and their scores below a bound that follows. So only items with scores above that bound are known afterwards.
 * One object serves one thread.
 */
final class FirstSort {
    private final OrderPair orders;
    private final Bonuses bonuses;
    private final FirstScores first;
    private final double[] scores;
    private int[] positions = {};

    /** @param scores room for those of all items */
    FirstSort(OrderPair orders, Bonuses bonuses, FirstScores first, double[] scores) {
        this.orders = orders;
        this.bonuses = bonuses;
        this.first = first;
        this.scores = scores;
    }

    /** Writes the first items of the initial order, those of the greatest scores. */
    void start(int count, int wanted) {
        int[] order = orders.order();
        double[] values = orders.values();
        first.descending(scores, count, wanted, order);
        for (int position = 0; position < wanted; position++) {
            values[position] = scores[order[position]];
        }
    }

    /**
     * Writes the first items of the next order.
     *
     * @param most how many are wanted
     * @return how many of them are known
     */
    int iterate(int most) {
        int[] order = orders.order();
        int[] next = orders.next();
        boolean whole = orders.known() == orders.count();
        int candidates = whole ? addBonuses() : addBonusesToKnown();
        int found = Math.min(most, candidates);
        if (found > 0) {
            first.descending(scores, candidates, found, next);
        }
        double[] nextValues = orders.nextValues();
        for (int to = 0; to < found; to++) {
            int from = next[to];
            if (orders.movesValues()) {
                nextValues[to] = scores[from];
            }
            next[to] = order[whole ? from : positions[from]];
        }
        return found;
    }

    private int addBonuses() {
        bonuses.addTo(orders, scores);
        return orders.count();
    }

    /** Computes the new scores of the known items that stay above all others. Returns how many they are. */
    private int addBonusesToKnown() {
        int[] order = orders.order();
        double[] values = orders.values();
        int known = orders.known();
        if (positions.length < known) {
            positions = new int[known];
        }
        double bound = values[known - 1] + bonuses.ofMostVotesBeside(order, known);
        int above = 0;
        for (int position = 0; position < known; position++) {
            double score = values[position] + bonuses.of(order[position]);
            scores[above] = score;
            positions[above] = position;
            // An equal score ranks above those of items that ranked below.
            above += score >= bound ? 1 : 0;
        }
        return above;
    }
}
