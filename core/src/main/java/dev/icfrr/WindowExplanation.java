package dev.icfrr;

import java.util.List;

/**
 * How one candidate of a window came to its place.
 *
 * @param candidate its number in the window
 * @param initialRank where it stood at first, 0 the best
 * @param initialScore minus its distance
 * @param steps what happened in each iteration
 */
public record WindowExplanation(int candidate, int initialRank, double initialScore, List<Step> steps) {
    public WindowExplanation {
        steps = List.copyOf(steps);
    }

    /** Where it stands in the end. */
    public int finalRank() {
        return steps.isEmpty() ? initialRank : steps.getLast().rankAfter();
    }

    /** What it was last sorted by. */
    public double finalScore() {
        return steps.isEmpty() ? initialScore : steps.getLast().score();
    }

    /**
     * One iteration.
     *
     * @param rankBefore where the candidate stood
     * @param base what the bonus is added to: by the reference rule the initial score of that place, by the accumulating
     *     rule the candidate's own score so far
     * @param bonus from 0 to 1: the sum of the voters' weights, divided by {@code top}
     * @param score {@code base + beta * bonus}
     * @param rankAfter where the score put it
     * @param top how many candidates could vote
     * @param voters those of them that have it among their neighbors, best first
     */
    public record Step(
            int rankBefore, double base, double bonus, double score, int rankAfter, int top, List<Voter> voters) {
        public Step {
            voters = List.copyOf(voters);
        }
    }

    /**
     * One vote.
     *
     * @param candidate the voter's number in the window
     * @param rank where the voter stood
     * @param neighborRank at which rank of its list the explained candidate stands, 0 the nearest
     * @param weight {@code 1 - neighborRank / (G-1)}
     */
    public record Voter(int candidate, int rank, int neighborRank, double weight) {}
}
