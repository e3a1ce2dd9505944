package dev.icfrr.metrics;

import java.util.Arrays;

/**
 * The relevance of one query's ranking: the ranks of the relevant items, their grades, and the number of all relevant
 * items. Only {@link MeasureSink} reuses an object, between queries.
 */
public final class JudgedRanking {
    private int retrieved;
    private int relevant;
    private int hits;
    private int[] hitRanks;
    /** Grades of the hits; unused while all relevant items have grade 1. */
    private int[] hitGrades = {};
    /** Grades of all relevant items, greatest first; unused while all have grade 1. */
    private int[] idealGrades = {};

    private boolean graded;
    private double[] discounts = {};
    private double[] precisions = {};

    JudgedRanking(int capacity) {
        hitRanks = new int[capacity];
    }

    /**
     * Returns a ranking in which items are relevant or not.
     *
     * @param hits by rank, whether the item is relevant
     * @param relevant how many relevant items there are in all, in the ranking or not
     */
    public static JudgedRanking binary(boolean[] hits, int relevant) {
        JudgedRanking ranking = new JudgedRanking(hits.length);
        ranking.clear();
        for (int rank = 0; rank < hits.length; rank++) {
            if (hits[rank]) {
                ranking.addHit(rank);
            }
        }
        ranking.finish(hits.length, relevant);
        return ranking;
    }

    /**
     * Returns a ranking with graded relevance.
     *
     * @param grades by rank, the item's grade; 1 and above is relevant, 0 and below or unjudged is not
     * @param judged the grades of all judged items, in the ranking or not, in any order
     */
    public static JudgedRanking graded(int[] grades, int[] judged) {
        JudgedRanking ranking = new JudgedRanking(grades.length);
        ranking.clear();
        ranking.graded = true;
        ranking.hitGrades = new int[grades.length];
        for (int rank = 0; rank < grades.length; rank++) {
            if (grades[rank] > 0) {
                ranking.hitGrades[ranking.hits] = grades[rank];
                ranking.addHit(rank);
            }
        }
        int[] ideal = Arrays.stream(judged).filter(grade -> grade > 0).sorted().toArray();
        for (int i = 0; i < ideal.length / 2; i++) {
            int swapped = ideal[i];
            ideal[i] = ideal[ideal.length - 1 - i];
            ideal[ideal.length - 1 - i] = swapped;
        }
        ranking.idealGrades = ideal;
        ranking.finish(grades.length, ideal.length);
        return ranking;
    }

    void clear() {
        hits = 0;
    }

    /** Ranks must come in ascending order. */
    void addHit(int rank) {
        hitRanks[hits++] = rank;
    }

    /**
     * Ranks the items of an order.
     *
     * @param isRelevant 1 at the index of each relevant item and otherwise 0
     * @param unchangedFrom the rank from which on the order equals the one that was ranked before, or the length
     */
    void rank(int[] order, byte[] isRelevant, int unchangedFrom) {
        if (unchangedFrom >= order.length) {
            hits = rankFirst(order, isRelevant, order.length);
            finish(order.length, hits);
            return;
        }
        // The same items as before precede this rank, so the ranks beyond it need not move.
        int first = hitsWithin(unchangedFrom);
        if (rankFirst(order, isRelevant, unchangedFrom) != first) {
            throw new IllegalArgumentException(
                    "from rank " + unchangedFrom + " on, this order differs from the one before");
        }
    }

    private int rankFirst(int[] order, byte[] isRelevant, int end) {
        int found = 0;
        for (int rank = 0; rank < end; rank++) {
            if (isRelevant[order[rank]] != 0) {
                hitRanks[found++] = rank;
            }
        }
        return found;
    }

    void finish(int retrievedItems, int relevantItems) {
        if (relevantItems < hits) {
            throw new IllegalArgumentException(
                    hits + " relevant items are ranked, but there are said to be only " + relevantItems);
        }
        retrieved = retrievedItems;
        relevant = relevantItems;
    }

    /** Returns how many items are ranked. */
    public int retrieved() {
        return retrieved;
    }

    /** Returns the number of all relevant items, R. */
    public int relevant() {
        return relevant;
    }

    /** Returns how many relevant items are ranked. */
    public int hits() {
        return hits;
    }

    /** Returns the rank of the i-th ranked relevant item; 0 is the best. */
    public int hitRank(int i) {
        return hitRanks[i];
    }

    /** Returns the grade of the i-th ranked relevant item, at least 1. */
    public int hitGrade(int i) {
        return graded ? hitGrades[i] : 1;
    }

    /** Returns the i-th greatest grade of all relevant items. */
    public int idealGrade(int i) {
        return graded ? idealGrades[i] : 1;
    }

    /** Returns how many relevant items have a rank below {@code cut}. */
    public int hitsWithin(int cut) {
        if (hits == 0 || hitRanks[hits - 1] < cut) {
            return hits;
        }
        int at = Arrays.binarySearch(hitRanks, 0, hits, cut);
        return at < 0 ? -at - 1 : at;
    }

    /** Returns the sum of the precisions at the first {@code count} ranked relevant items. */
    double sumOfPrecisions(int count) {
        if (precisions.length < count) {
            precisions = new double[hitRanks.length];
        }
        // In a loop of their own, divisions are compiled to vectors. The sum must have one order.
        for (int i = 0; i < count; i++) {
            precisions[i] = (i + 1) / (hitRanks[i] + 1.0);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += precisions[i];
        }
        return sum;
    }

    /** Returns {@code 1 / log2(rank + 2)} from a table. */
    double discount(int rank) {
        if (rank >= discounts.length) {
            int old = discounts.length;
            discounts = Arrays.copyOf(discounts, Math.max(rank + 1, Math.max(2 * old, 256)));
            for (int r = old; r < discounts.length; r++) {
                discounts[r] = Math.log(2) / Math.log(r + 2.0);
            }
        }
        return discounts[rank];
    }
}
