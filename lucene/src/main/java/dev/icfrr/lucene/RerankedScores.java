package dev.icfrr.lucene;

/**
 * Turns the scores of re-ranking into Lucene's, which are positive. A score s, minus a distance plus bonuses, becomes
 * {@code 1 + s}, or {@code 1 / (1 - s)} if s is negative. A document without a bonus gets {@code 1 / (1 + distance)};
 * documents whose bonuses exceed their distance get more than 1.
 */
final class RerankedScores {
    private float last = Float.POSITIVE_INFINITY;
    private int lastDoc = -1;

    /**
     * Returns the score of the next document in the order. If rounding would make it equal to the previous score, and
     * Lucene would put the smaller document number first, it is the next smaller {@code float}, so collectors and
     * merges keep the order.
     */
    float next(double score, int doc) {
        float scaled = (float) (score < 0 ? 1 / (1 - score) : 1 + score);
        if (scaled > last) {
            scaled = last;
        }
        if (scaled == last && doc < lastDoc) {
            scaled = Math.max(0, Math.nextDown(last));
        }
        last = scaled;
        lastDoc = doc;
        return scaled;
    }
}
