package dev.icfrr.metrics;

import java.util.Arrays;

/**
 * The classes of queries and gallery items; a gallery item is relevant to a query of the same class. Immutable.
 */
public final class Labels {
    /** The label for "unknown" in the files of the public Python code. */
    public static final long UNKNOWN = -1;

    private final long[] query;
    private final long[] gallery;

    private Labels(long[] query, long[] gallery) {
        this.query = query;
        this.gallery = gallery;
    }

    /** Returns the labels of Q queries and G gallery items; the arrays are copied. */
    public static Labels of(long[] query, long[] gallery) {
        return new Labels(query.clone(), gallery.clone());
    }

    /** Returns the number of queries, Q. */
    public int queries() {
        return query.length;
    }

    /** Returns the number of gallery items, G. */
    public int gallerySize() {
        return gallery.length;
    }

    /** Returns the class of a query. */
    public long ofQuery(int index) {
        return query[index];
    }

    /** Returns the class of a gallery item. */
    public long ofGallery(int index) {
        return gallery[index];
    }

    /** Returns whether at least one query has a class. */
    public boolean areKnown() {
        return Arrays.stream(query).anyMatch(label -> label != UNKNOWN);
    }

    /** Returns whether a gallery item has the query's class. */
    public boolean isRelevant(int queryIndex, int galleryIndex) {
        return query[queryIndex] == gallery[galleryIndex];
    }
}
