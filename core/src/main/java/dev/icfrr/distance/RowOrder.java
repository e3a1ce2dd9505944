package dev.icfrr.distance;

import dev.icfrr.sort.ScoreSort;

/** Sorts gallery items by distance, ties by index: the order before re-ranking. One object serves one thread. */
public final class RowOrder {
    private final ScoreSort sort;
    private final double[] scores;

    /** Creates scratch memory for a gallery of the given size. */
    public RowOrder(int gallerySize) {
        sort = new ScoreSort(gallerySize);
        scores = new double[gallerySize];
    }

    /**
     * Returns the gallery indices by ascending distance. The array is reused by the next call.
     *
     * @param distances G finite distances
     */
    public int[] ascending(double[] distances) {
        for (int item = 0; item < scores.length; item++) {
            scores[item] = -distances[item];
        }
        return sort.descending(scores, scores.length);
    }
}
