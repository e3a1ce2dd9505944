package dev.icfrr.search;

import dev.icfrr.distance.GalleryRows;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Objects;

/**
 * Exact search: compares a query with every gallery item. Distances are the square roots of the canonical ones, see
 * {@link dev.icfrr.kernel.CanonicalDistances}, bit for bit those that re-ranking starts from.
 */
public final class FlatSearch implements NearestNeighborSearch {
    /** Rows handed to a thread at a time. */
    private static final int BLOCK = 2048;

    private final GalleryRows gallery;
    private final Parallelism parallelism;

    /**
     * Creates a search over features in memory or mapped files. Features in single precision are read in place.
     *
     * @param features G x D, finite; not checked again
     * @param parallelism threads per query; one is best if many queries are answered at once
     */
    public FlatSearch(Matrix features, Parallelism parallelism) {
        this.gallery = new GalleryRows(features);
        this.parallelism = parallelism;
    }

    @Override
    public int size() {
        return gallery.size();
    }

    /**
     * Computes the distances of a query to all gallery items.
     *
     * @param query D finite values
     * @param into G values, filled
     * @throws IllegalArgumentException if the query has another length or holds NaN or infinity, or the array has
     *     another length
     */
    public void distances(float[] query, double[] into) {
        distances(new float[][] {query}, new double[][] {into});
    }

    /**
     * Computes the distances of a few queries to all gallery items. The gallery is read once for all queries, because
     * reading takes most of the time.
     *
     * @param queries D finite values each
     * @param into G values for each query, filled
     * @throws IllegalArgumentException as {@link #distances(float[], double[])}, or if there are not as many of both
     */
    public void distances(float[][] queries, double[][] into) {
        if (queries.length != into.length) {
            throw new IllegalArgumentException("room for " + into.length + " queries is not for " + queries.length);
        }
        double[][] own = Arrays.stream(queries).map(gallery::query).toArray(double[][]::new);
        for (double[] room : into) {
            if (room.length != size()) {
                throw new IllegalArgumentException("room for " + room.length + " distances is not for " + size());
            }
        }
        parallelism.forEachBlock(size(), BLOCK, () -> (first, end) -> {
            gallery.squared(own, first, end, into);
            for (double[] distances : into) {
                for (int item = first; item < end; item++) {
                    distances[item] = Math.sqrt(distances[item]);
                }
            }
        });
    }

    /**
     * Returns the distances of a query to some gallery items, the same bits as {@link #distances(float[], double[])}.
     *
     * @param query D finite values
     * @param items gallery indices, in any order
     * @return one distance per item
     * @throws IllegalArgumentException if the query has another length or holds NaN or infinity
     * @throws IndexOutOfBoundsException if an item is not a gallery index
     */
    public double[] distances(float[] query, int[] items) {
        for (int item : items) {
            Objects.checkIndex(item, size());
        }
        double[] distances = new double[items.length];
        gallery.prefetch(items);
        gallery.squared(gallery.query(query), items, 0, items.length, distances);
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Math.sqrt(distances[i]);
        }
        return distances;
    }

    @Override
    public NearestNeighbors nearest(float[] query, int count) {
        requireCount(count);
        double[] all = new double[size()];
        distances(query, all);
        return nearest(all, count);
    }

    /**
     * Returns the nearest items by known distances.
     *
     * @param all the result of {@link #distances(float[], double[])}
     * @param count how many, at least 1; fewer are returned if the gallery is smaller
     * @throws IllegalArgumentException if a distance is NaN or infinite, or the count is below 1
     */
    public static NearestNeighbors nearest(double[] all, int count) {
        requireCount(count);
        int[] items = TopKSelector.forRowsOf(Matrix.of(1, all.length, all), Math.min(count, all.length))
                .nearest(0)
                .clone();
        double[] distances = new double[items.length];
        for (int i = 0; i < items.length; i++) {
            distances[i] = all[items[i]];
        }
        return new NearestNeighbors(items, distances);
    }

    static void requireCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1 item must be asked for, not " + count);
        }
    }
}
