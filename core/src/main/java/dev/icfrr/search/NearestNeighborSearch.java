package dev.icfrr.search;

/**
 * The first stage of a search: the gallery items nearest to a query by Euclidean distance. Implementations are immutable
 * and may be used by any number of threads at once.
 */
public interface NearestNeighborSearch {

    /** Number of gallery items, G. */
    int size();

    /** Values per feature, D. */
    int dimension();

    /**
     * The nearest items, nearest first, ties by index.
     *
     * @param query D finite values
     * @param count how many; fewer come back where the gallery, or what an approximate search looks at, holds fewer
     * @throws IllegalArgumentException if the query has another length or holds NaN or infinity, or the count is below 1
     */
    NearestNeighbors nearest(float[] query, int count);
}
