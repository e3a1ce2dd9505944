package dev.icfrr.internal;

import dev.icfrr.Matrix;
import dev.icfrr.internal.kernel.CanonicalDistances;
import dev.icfrr.internal.kernel.Kernels;

/**
 * Canonical squared distances of a few queries at a time to the whole gallery, so that never all of them exist at once.
 * One object serves one thread.
 */
public final class QueryGalleryDistances {
    /** Gallery rows widened at a time: with common feature lengths they stay in the second-level cache. */
    private static final int GALLERY_ROWS = 32;

    /** Distances held at a time, so that many queries share one reading of a small gallery. */
    private static final int DISTANCES_AT_A_TIME = 1 << 19;

    private static final int MOST_QUERIES = 32;

    private final int gallerySize;
    private final FeatureRows queryRows;
    private final FeatureRows galleryRows;
    private final CanonicalDistances distances;
    private final double[] galleryBlock;
    private double[] queryBlock = new double[0];
    private boolean galleryChecked;

    /**
     * For one thread.
     *
     * @throws IllegalArgumentException if the features of queries and gallery differ in length
     */
    public QueryGalleryDistances(Matrix queries, Matrix gallery) {
        if (queries.columns() != gallery.columns()) {
            throw new IllegalArgumentException(
                    "queries have " + queries.columns() + " values per feature and gallery items " + gallery.columns()
                            + ": both must come from the same model");
        }
        gallerySize = gallery.rows();
        int larger = Math.max(queries.rows(), gallerySize);
        distances = Kernels.forGallery(larger, gallery.columns()).distances();
        queryRows = new FeatureRows(queries);
        galleryRows = new FeatureRows(gallery);
        galleryBlock = new double[Math.multiplyExact(GALLERY_ROWS, galleryRows.stride())];
    }

    /** How many queries to ask for per call. */
    public static int queriesAtATime(int gallerySize) {
        return Math.clamp(DISTANCES_AT_A_TIME / Math.max(gallerySize, 1), 1, MOST_QUERIES);
    }

    /**
     * The squared distances of queries {@code [first, end)} to every gallery item. Each call reads the gallery once: 16
     * to 64 queries make that cost vanish.
     *
     * @param into row-major, {@code (end - first) x G}, filled from index 0
     * @throws IllegalArgumentException if a feature is not finite, naming the place
     */
    public void squared(int first, int end, double[] into) {
        int queries = end - first;
        int stride = queryRows.stride();
        if (queryBlock.length < queries * stride) {
            queryBlock = new double[Math.multiplyExact(queries, stride)];
        }
        queryRows.load(first, end, queryBlock);
        for (int item = 0; item < gallerySize; item += GALLERY_ROWS) {
            int items = Math.min(GALLERY_ROWS, gallerySize - item);
            if (galleryChecked) {
                galleryRows.loadUnchecked(item, item + items, galleryBlock);
            } else {
                galleryRows.load(item, item + items, galleryBlock);
            }
            distances.squared(queryBlock, queries, galleryBlock, items, stride, into, item, gallerySize);
        }
        galleryChecked = true;
    }
}
