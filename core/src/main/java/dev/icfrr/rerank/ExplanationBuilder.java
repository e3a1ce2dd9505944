package dev.icfrr.rerank;

import dev.icfrr.rerank.Explanation.CastVote;
import dev.icfrr.rerank.Explanation.Step;
import java.util.ArrayList;
import java.util.List;

/** Builds the explanation of one item while a query's iterations pass by. */
final class ExplanationBuilder {
    private final IcfrrParameters parameters;
    private final int item;
    private final double[] initialScores;
    private final VoteWeights weights;
    private final double beta;
    private final int voters;
    private final long denominator;
    private final List<Step> steps = new ArrayList<>();
    private List<CastVote> votes = new ArrayList<>();
    private RankedItem last;

    /**
     * Starts with the initial ranking.
     *
     * @param initialScores by rank, descending
     * @param weights of single votes
     */
    ExplanationBuilder(
            IcfrrParameters parameters, VoteWeights weights, int item, int initialRank, double[] initialScores) {
        this.parameters = parameters;
        this.item = item;
        this.initialScores = initialScores;
        this.weights = weights;
        this.beta = parameters.weightOfBonus(initialScores, initialScores.length);
        this.voters = weights.voters(initialScores.length);
        this.denominator = weights.denominator(initialScores.length);
        double score = initialScores[initialRank];
        this.last = new RankedItem(item, initialRank, initialRank, initialRank, score, 0, 0);
        steps.add(new Step(0, last, score, beta, 0, 0, 0, List.of()));
    }

    /** Adds a vote for the item in the iteration under way. */
    void vote(int voter, int position, int neighborRank) {
        long weight = weights.weight(position, neighborRank);
        if (weight == 0) {
            return;
        }
        votes.add(new CastVote(voter, position, neighborRank, weight, weight / (double) denominator));
    }

    /** Ends an iteration that led to this rank. */
    void endIteration(int rank) {
        long chance = weights.chance(item);
        long sum = votes.stream().mapToLong(CastVote::weight).sum() - chance;
        add(rank, sum, voters, chance, denominator);
        votes = new ArrayList<>();
    }

    /** Adds an iteration that was not computed because the ranking had converged. */
    void repeat() {
        add(last.rank(), 0, 0, 0, 0);
    }

    private void add(int rank, long sum, int voted, long chance, long dividedBy) {
        double base = parameters.update() == UpdateRule.REFERENCE ? initialScores[last.rank()] : last.score();
        double score = sum == 0 ? base : base + beta * sum / denominator;
        double bonus = sum == 0 ? 0 : sum / (double) denominator;
        last = new RankedItem(item, rank, last.rank(), last.initialRank(), score, sum, bonus);
        steps.add(new Step(steps.size(), last, base, beta, voted, chance, dividedBy, votes));
    }

    Explanation build() {
        return new Explanation(item, steps);
    }
}
