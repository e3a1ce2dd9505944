package dev.icfrr.distance;

import dev.icfrr.kernel.BlockDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;

/**
 * Computes the canonical squared distances of a few queries at a time to the whole gallery. Use {@link DistanceSource}
 * unless squares are needed. One object serves one thread.
 */
public final class QueryGalleryDistances {
    /** Gallery rows loaded at a time: with common feature lengths they stay in the second-level cache. */
    private static final int GALLERY_ROWS = 16;

    /** Distances held at a time, so that many queries share one reading of the gallery. */
    static final int DISTANCES_AT_A_TIME = 6 << 20;

    /** Queries that share one reading. More of them save a tenth of the time. */
    private static final int QUERIES = 64;

    private static final int MOST_QUERIES = 128;

    /** More than {@value #QUERIES} queries share one reading only if each thread gets this many groups of queries. */
    private static final int GROUPS_PER_THREAD = 16;

    /** Groups of more than {@value #QUERIES} queries are multiples of the rows in a register tile. */
    private static final int TILE_ROWS = 16;

    private final int gallerySize;
    private final FeatureRows queryRows;
    private final FeatureRows galleryRows;
    private final BlockDistances distances;
    private final double[] galleryBlock;
    private double[] queryBlock = new double[0];
    private boolean galleryChecked;

    /**
     * Prepares distances for one thread.
     *
     * @throws IllegalArgumentException if the features of queries and gallery differ in length
     */
    public QueryGalleryDistances(Matrix queries, Matrix gallery) {
        requireSameLength(queries, gallery);
        gallerySize = gallery.rows();
        int larger = Math.max(queries.rows(), gallerySize);
        queryRows = new FeatureRows(queries);
        galleryRows = new FeatureRows(gallery);
        distances = Kernels.forGallery(larger, gallery.columns()).blockDistances(queryRows.stride());
        galleryBlock = new double[Math.multiplyExact(GALLERY_ROWS, galleryRows.stride())];
    }

    static void requireSameLength(Matrix queries, Matrix gallery) {
        if (queries.columns() != gallery.columns()) {
            throw new IllegalArgumentException(
                    "queries have " + queries.columns() + " values per feature and gallery items " + gallery.columns()
                            + ": both must come from the same model");
        }
    }

    /** Returns how many of some queries to ask for per call so that all threads have work. */
    public static int queriesAtATime(int queries, int gallerySize, Parallelism parallelism) {
        return queriesAtATime(queries, gallerySize, parallelism, MOST_QUERIES, DISTANCES_AT_A_TIME);
    }

    /**
     * Returns the same within other limits.
     *
     * @param most queries per call
     * @param mostDistances per call, unless a query has more
     */
    static int queriesAtATime(int queries, int gallerySize, Parallelism parallelism, int most, int mostDistances) {
        int fair = Math.ceilDiv(Math.max(queries, 1), parallelism.threads());
        int fitting = mostDistances / Math.max(gallerySize, 1);
        int sharing = Math.clamp(fair / GROUPS_PER_THREAD, QUERIES, most);
        int atATime = Math.clamp(Math.min(fair, fitting), 1, sharing);
        return atATime > QUERIES ? atATime - atATime % TILE_ROWS : atATime;
    }

    /**
     * Computes the squared distances of queries {@code [first, end)} to every gallery item. Each call reads the gallery
     * once; 64 or more queries per call make that cost small.
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
        distances.block(queryBlock, queries);
        for (int item = 0; item < gallerySize; item += GALLERY_ROWS) {
            int items = Math.min(GALLERY_ROWS, gallerySize - item);
            if (galleryChecked) {
                galleryRows.loadUnchecked(item, item + items, galleryBlock);
            } else {
                galleryRows.load(item, item + items, galleryBlock);
            }
            distances.squared(galleryBlock, items, into, item, gallerySize);
        }
        galleryChecked = true;
    }
}
