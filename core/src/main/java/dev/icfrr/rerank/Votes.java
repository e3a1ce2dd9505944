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

    /** Copies the numerators of some items and remembers the least and the greatest of them. */
    void gather(int[] items, int count, double[] into);

    /** Returns the least numerator of the last {@link #gather}, or a bound below it. */
    double leastGathered();

    /** Returns the greatest numerator of the last {@link #gather}. */
    double greatestGathered();

    /** Returns a bound that no numerator is below. */
    double lowestNumerator();

    /** Returns whether the bonus of most items is 0, so that it pays to sort the others alone. */
    boolean leavesMostAlone();
}
