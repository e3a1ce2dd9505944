package dev.icfrr.rerank;

import dev.icfrr.rerank.Explanation.Step;
import dev.icfrr.rerank.Explanation.Vote;
import java.util.ArrayList;
import java.util.List;

/** Builds the explanation of one item while a query's iterations pass by. */
final class ExplanationBuilder {
    private final IcfrrParameters parameters;
    private final int item;
    private final double[] initialScores;
    private final int voters;
    private final long nearest;
    private final long denominator;
    private final List<Step> steps = new ArrayList<>();
    private List<Vote> votes = new ArrayList<>();
    private RankedItem last;

    /**
     * Starts with the initial ranking.
     *
     * @param initialScores by rank, descending
     * @param gallerySize number of items that lists were computed among, G
     */
    ExplanationBuilder(IcfrrParameters parameters, int item, int initialRank, double[] initialScores, int gallerySize) {
        this.parameters = parameters;
        this.item = item;
        this.initialScores = initialScores;
        this.voters = Math.min(parameters.kq(), initialScores.length);
        this.nearest = gallerySize - 1L;
        this.denominator = nearest * voters;
        double score = initialScores[initialRank];
        this.last = new RankedItem(item, initialRank, initialRank, initialRank, score, 0, 0);
        steps.add(new Step(0, last, score, 0, 0, List.of()));
    }

    /** Adds a vote for the item in the iteration under way. */
    void vote(int voter, int position, int neighborRank) {
        long weight = nearest - neighborRank;
        votes.add(new Vote(voter, position, neighborRank, weight, weight / (double) denominator));
    }

    /** Ends an iteration that led to this rank. */
    void endIteration(int rank) {
        long sum = votes.stream().mapToLong(Vote::weight).sum();
        add(rank, sum, voters, denominator);
        votes = new ArrayList<>();
    }

    /** Adds an iteration that was not computed because the ranking had converged. */
    void repeat() {
        add(last.rank(), 0, 0, 0);
    }

    private void add(int rank, long sum, int voted, long dividedBy) {
        double base = parameters.update() == UpdateRule.REFERENCE ? initialScores[last.rank()] : last.score();
        double score = sum == 0 ? base : base + parameters.beta() * sum / denominator;
        double bonus = sum == 0 ? 0 : sum / (double) denominator;
        last = new RankedItem(item, rank, last.rank(), last.initialRank(), score, sum, bonus);
        steps.add(new Step(steps.size(), last, base, voted, dividedBy, votes));
    }

    Explanation build() {
        return new Explanation(item, steps);
    }
}
