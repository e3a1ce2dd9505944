package dev.icfrr.rerank;

/**
 * Where a gallery item stands after one iteration.
 *
 * @param item gallery index
 * @param rank its rank, 0 the best
 * @param before its rank after the iteration before; the same as {@code rank} at iteration 0
 * @param initial its rank at iteration 0
 * @param score what the order was sorted by: minus the distance at iteration 0
 * @param sum of the votes for it in this iteration, whole numbers {@code G-1-r}; 0 at iteration 0
 * @param bonus {@code sum / ((G-1) * |top|)}, what beta is multiplied by
 */
public record Standing(int item, int rank, int before, int initial, double score, long sum, double bonus) {

    /** How many places it gained since the initial order; negative where it lost some. */
    public int gained() {
        return initial - rank;
    }
}
