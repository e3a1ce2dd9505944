package dev.icfrr.baselines;

import dev.icfrr.distance.RowSelection;

/** Scores for methods that permute the first items of the initial order alone: minus the final rank. */
final class TopOrder {
    private TopOrder() {}

    /**
     * Writes the scores of one query.
     *
     * @param order the initial order, the whole gallery
     * @param places the first items' new order, as places in the old one
     */
    static void write(int[] order, int[] places, double[] into, int start) {
        for (int rank = 0; rank < order.length; rank++) {
            int item = rank < places.length ? order[places[rank]] : order[rank];
            into[start + item] = -rank;
        }
    }

    /** All items of each row of distances, nearest first, ties by index. */
    static RowSelection orders(double[] distances, int rows, int gallerySize) {
        return GalleryDistances.nearest(distances, rows, gallerySize, gallerySize);
    }
}
