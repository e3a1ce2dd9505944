package dev.icfrr.search;

/**
 * The first stage of a search: finds the gallery items nearest to a query by Euclidean distance. Implementations are
 * immutable and safe to share between threads.
 */
public interface NearestNeighborSearch {

    /** Returns the number of gallery items, G. */
    int size();

    /**
     * Returns the nearest items, nearest first, ties by index.
     *
     * @param query D finite values
     * @param count how many; fewer are returned if the gallery, or the part that an approximate search scans, is
     *     smaller
     * @throws IllegalArgumentException if the query has another length or holds NaN or infinity, or the count is below
     *     1
     */
    NearestNeighbors nearest(float[] query, int count);
}
