package dev.icfrr.rerank;

import java.util.List;

/**
 * The reasons for the rank of one gallery item and one query. For a {@link WindowReranker}, items are numbers in the
 * window.
 *
 * @param item gallery index
 * @param steps one per iteration, 0 (the initial order) .. n
 */
public record Explanation(int item, List<Step> steps) {

    /** Copies the list. */
    public Explanation {
        steps = List.copyOf(steps);
    }

    /** Returns the last iteration. */
    public Step last() {
        return steps.getLast();
    }

    /**
     * One iteration. {@code ranked.score() == base + beta * ranked.voteSum() / denominator} to the last bit, and
     * {@code ranked.voteSum()} is the sum of the weights of the votes less {@code chance}.
     *
     * @param iteration 0 for the initial order
     * @param ranked the item's rank and score after it
     * @param base what the bonus was added to: by the reference rule the initial score at the item's previous rank, by
     *     the accumulating rule the item's own score
     * @param beta the weight of the bonus for this query, see {@link BetaScale}
     * @param voters number of items that voted, {@code |top|}; 0 at iteration 0
     * @param chance the weight that random voters would give the item; 0 for the flat vote and at iteration 0
     * @param denominator {@code (G-1) * |top|} for the flat vote, {@code W * K * G} for the multi-scale vote, with W
     *     the sum of the weights of its scales; 0 at iteration 0
     * @param votes for the item, voters in the order of their positions
     */
    public record Step(
            int iteration,
            RankedItem ranked,
            double base,
            double beta,
            int voters,
            long chance,
            long denominator,
            List<CastVote> votes) {

        /** Copies the list. */
        public Step {
            votes = List.copyOf(votes);
        }
    }

    /**
     * One top item's vote.
     *
     * @param voter its gallery index
     * @param position its rank in the order that voted, 0 the best
     * @param rank rank of the explained item among the voter's neighbors, 0 the nearest
     * @param weight {@code G-1-rank} for the flat vote, {@code G} times {@link Scales#weight(int, int)} for the
     *     multi-scale vote
     * @param share what the vote adds to the bonus, {@code weight / denominator}
     */
    public record CastVote(int voter, int position, int rank, long weight, double share) {}
}
