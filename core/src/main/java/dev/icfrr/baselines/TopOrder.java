package dev.icfrr.baselines;

import dev.icfrr.distance.TopKSelector;

/** Scores for methods that permute only the first items of the initial order: minus the final rank. */
final class TopOrder {
    private TopOrder() {}

    /**
     * Writes the scores of one query.
     *
     * @param order the initial order, the whole gallery
     * @param places the new order of the first items, as positions in the initial order
     * @param into receives one score per gallery item from index {@code start}
     * @param start index of the score of item 0
     */
    static void write(int[] order, int[] places, double[] into, int start) {
        for (int rank = 0; rank < order.length; rank++) {
            int item = rank < places.length ? order[places[rank]] : order[rank];
            into[start + item] = -rank;
        }
    }

    /** Returns all items of each row of distances, nearest first, ties by index. */
    static TopKSelector orders(double[] distances, int rows, int gallerySize) {
        return GalleryDistances.nearest(distances, rows, gallerySize, gallerySize);
    }
}
