package dev.icfrr.rerank;

/**
 * The votes of the items at the top of an order, as whole numbers. An item's bonus is its numerator divided by
 * {@link VoteWeights#denominator}. Items are gallery indices, or the numbers of candidates if only these are ranked.
 * One object serves one thread.
 */
interface Votes {

    /** Starts a query that ranks so many items, without votes. */
    void start(int ranked);

    /** Forgets all votes of a query, before other candidates get its numbers. */
    void clear();

    /**
     * Lets the first items of an order vote.
     *
     * @param count how many of them, see {@link VoteWeights#voters}
     */
    void moveTo(int[] order, int count);

    /** Returns the numerator of an item's bonus. */
    long numerator(int item);

    /**
     * Computes the bonuses of all ranked items, {@code beta * numerator / denominator}.
     *
     * @param into receives them by item
     */
    void bonuses(double beta, double denominator, double[] into);

    /** Returns a bound that no numerator is above; reads the votes of all ranked items. */
    double highestNumerator();

    /** Returns a bound that no numerator is above, apart from those of the first {@code count} items of an order. */
    double highestNumeratorBeside(int[] order, int count);

    /** Returns a bound that no numerator is below. */
    double lowestNumerator();
}
