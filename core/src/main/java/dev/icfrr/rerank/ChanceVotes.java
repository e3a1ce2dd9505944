package dev.icfrr.rerank;

import dev.icfrr.knn.NeighborLists;

/**
 * The votes that random voters would give, by which the multi-scale vote discounts hubs: {@code chance(i)} is the sum over
 * the scales k of {@code w(k)} times the number of gallery lists that hold i among their first k. Immutable.
 */
final class ChanceVotes {
    private final Scales scales;
    private final int[] votes;
    private final long largest;

    private ChanceVotes(Scales scales, int[] votes) {
        this.scales = scales;
        this.votes = votes;
        int most = 0;
        for (int count : votes) {
            most = Math.max(most, count);
        }
        largest = (long) scales.largest() * most;
    }

    /** Counts the lists of a gallery; reads each once. */
    static ChanceVotes of(NeighborLists lists, Scales scales) {
        if ((long) lists.size() * scales.totalWeight() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a gallery of " + lists.size()
                    + " items is too large for scales of weights " + scales.totalWeight());
        }
        int length = Math.min(lists.stride(), scales.largest());
        int[] row = new int[length];
        int[] votes = new int[lists.size()];
        for (int item = 0; item < lists.size(); item++) {
            lists.copyRow(item, row, length);
            for (int band = 0; band < scales.count() && scales.start(band) < length; band++) {
                int end = Math.min(length, scales.start(band + 1));
                for (int rank = scales.start(band); rank < end; rank++) {
                    votes[row[rank]] += scales.reach(band);
                }
            }
        }
        return new ChanceVotes(scales, votes);
    }

    Scales scales() {
        return scales;
    }

    /** Returns {@code K * chance(i)}. */
    long numerator(int item) {
        return (long) scales.largest() * votes[item];
    }

    /** Returns the largest {@link #numerator} of all items. */
    long largestNumerator() {
        return largest;
    }
}
