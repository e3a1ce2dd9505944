package dev.icfrr.rerank;

/**
 * The bonuses of one query's items: beta times the votes of the first items of an order. One object serves one thread.
 */
final class Bonuses {
    private final Votes votes;
    private final VoteWeights weights;
    private final double[] ofItems;
    private int voters;
    private double beta;
    private double denominator;

    /** @param capacity largest number of ranked items */
    Bonuses(Votes votes, VoteWeights weights, int capacity) {
        this.votes = votes;
        this.weights = weights;
        ofItems = new double[capacity];
    }

    /**
     * Starts a query without votes.
     *
     * @param ranked how many items it ranks
     * @param weight beta
     */
    void start(int ranked, double weight) {
        voters = weights.voters(ranked);
        denominator = weights.denominator(ranked);
        beta = weight;
        votes.start(ranked);
    }

    /** Forgets all votes of a query, before other candidates get its numbers. */
    void clear() {
        votes.clear();
    }

    /** Returns how many items vote. */
    int voters() {
        return voters;
    }

    /** Returns the weight of the bonuses of this query. */
    double beta() {
        return beta;
    }

    /** Returns the denominator of the bonuses. */
    double denominator() {
        return denominator;
    }

    /** Lets the first items of an order vote. */
    void moveTo(int[] order) {
        votes.moveTo(order, voters);
    }

    /** Returns the numerator of an item's bonus. */
    long numerator(int item) {
        return votes.numerator(item);
    }

    /** Returns the bonus of an item. */
    double of(int item) {
        return beta * votes.numerator(item) / denominator;
    }

    /** Returns the bonuses of all ranked items, by item; the next call reuses the array. */
    double[] all() {
        votes.bonuses(beta, denominator, ofItems);
        return ofItems;
    }

    /** Computes the scores of all ranked items, by position. */
    void addTo(OrderPair orders, double[] scores) {
        double[] bonuses = all();
        double[] values = orders.values();
        int[] order = orders.order();
        int ranked = orders.count();
        for (int position = 0; position < ranked; position++) {
            scores[position] = values[position] + bonuses[order[position]];
        }
    }

    /** Returns the bonus of the fewest votes that an item may have; with a negative beta no bonus is above it. */
    double ofFewestVotes() {
        return beta * votes.lowestNumerator() / denominator;
    }

    /** Returns the bonus of the most votes that an item may have; with a negative beta no bonus is below it. */
    double ofMostVotes() {
        return beta * votes.highestNumerator() / denominator;
    }

    /** Returns the bonus of the most votes that an item may have beside the first {@code count} items of an order. */
    double ofMostVotesBeside(int[] order, int count) {
        return beta * votes.highestNumeratorBeside(order, count) / denominator;
    }
}
