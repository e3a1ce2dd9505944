package dev.icfrr.distance;

import dev.icfrr.kernel.BlockProducts.Panel;

/** The panels of a gallery that {@link dev.icfrr.kernel.BlockProducts} compare with blocks of queries. */
interface GalleryPanels {

    /**
     * Returns a panel. It may change at the next call.
     *
     * @param item the first gallery item of the panel
     * @throws IllegalArgumentException if a feature is not finite, naming the place
     */
    Panel startingAt(int item);

    /** Returns the largest squared length of a feature, once every panel was returned. */
    double largestSquaredLength();
}
