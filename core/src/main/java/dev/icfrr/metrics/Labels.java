package dev.icfrr.metrics;

import java.util.Arrays;

/**
 * The classes of queries and gallery items; a gallery item is relevant to a query of the same class. Immutable.
 */
public final class Labels {
    /** What stands for "unknown" in the files of the public Python code. */
    public static final long UNKNOWN = -1;

    private final long[] query;
    private final long[] gallery;

    private Labels(long[] query, long[] gallery) {
        this.query = query;
        this.gallery = gallery;
    }

    /** Labels of Q queries and G gallery items; the arrays are copied. */
    public static Labels of(long[] query, long[] gallery) {
        return new Labels(query.clone(), gallery.clone());
    }

    /** Number of queries, Q. */
    public int queries() {
        return query.length;
    }

    /** Number of gallery items, G. */
    public int gallerySize() {
        return gallery.length;
    }

    /** The class of a query. */
    public long ofQuery(int index) {
        return query[index];
    }

    /** The class of a gallery item. */
    public long ofGallery(int index) {
        return gallery[index];
    }

    /** Whether relevance can be told: some query has a class. */
    public boolean areKnown() {
        return Arrays.stream(query).anyMatch(label -> label != UNKNOWN);
    }

    /** Whether a gallery item is of the query's class. */
    public boolean isRelevant(int queryIndex, int galleryIndex) {
        return query[queryIndex] == gallery[galleryIndex];
    }
}
