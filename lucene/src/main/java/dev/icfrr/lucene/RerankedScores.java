package dev.icfrr.lucene;

/**
 * Scores as Lucene wants them, from those that re-ranking sorts by: minus a distance plus bonuses, s, becomes {@code 1 + s},
 * or {@code 1 / (1 - s)} below 0. Positive, and the higher the better: a document without a bonus has {@code 1 / (1 + distance)},
 * and above 1 are those whose bonuses outweigh their distance.
 */
final class RerankedScores {
    private float last = Float.POSITIVE_INFINITY;
    private int lastDoc = -1;

    /**
     * The score of the next document in the order. Where rounding would make it equal to the one before, and Lucene would
     * put the smaller document number first, it is the next smaller {@code float}: collectors and merges keep the order.
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
