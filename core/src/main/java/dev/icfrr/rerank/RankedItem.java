package dev.icfrr.rerank;

/**
 * One item of a ranking after one iteration.
 *
 * @param item gallery index
 * @param rank its rank, 0 the best
 * @param previousRank its rank after the previous iteration; equals {@code rank} at iteration 0
 * @param initialRank its rank at iteration 0
 * @param score the score that the ranking was sorted by; minus the distance at iteration 0
 * @param voteSum the sum of the weights of its votes in this iteration, less those of chance, see
 *     {@link Explanation.Step}; 0 at iteration 0
 * @param bonus {@code voteSum / denominator}, which beta is multiplied by
 */
public record RankedItem(
        int item, int rank, int previousRank, int initialRank, double score, long voteSum, double bonus) {

    /** Returns how many ranks it gained since the initial ranking; negative if it lost some. */
    public int gained() {
        return initialRank - rank;
    }
}
