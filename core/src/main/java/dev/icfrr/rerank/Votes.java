package dev.icfrr.rerank;

/**
 * The votes of the items at the top of an order, as whole numbers. An item's bonus is its numerator divided by
 * {@link VoteWeights#denominator}.
 * One object serves one thread.
 */
interface Votes {

    /** Forgets all votes, for a new query. */
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
     * Computes the bonuses of all gallery items, {@code beta * numerator / denominator}.
     *
     * @param into receives them by item
     */
    void bonuses(double beta, double denominator, double[] into);

    /** Returns a bound that no numerator is above; reads the votes of all gallery items. */
    double highestNumerator();

    /** Returns a bound that no numerator is above, apart from those of the first {@code count} items of an order. */
    double highestNumeratorBeside(int[] order, int count);

    /** Returns a bound that no numerator is below. */
    double lowestNumerator();
}
