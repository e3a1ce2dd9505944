package dev.icfrr;

import dev.icfrr.internal.Finite;
import dev.icfrr.internal.GalleryRows;
import dev.icfrr.internal.RowSelection;

/**
 * Compares a query with every gallery item. Distances are the square roots of the canonical ones, see
 * {@link dev.icfrr.internal.kernel.CanonicalDistances}: the same bits as {@link Reranker#rerankAllByFeatures} works on.
 */
public final class ExactScan implements NearestSearch {
    /** Rows handed to a thread at a time. */
    private static final int BLOCK = 2048;

    private final GalleryRows gallery;
    private final Parallelism parallelism;

    /**
     * A scan over features that lie in memory or are mapped; those in single precision are read where they lie.
     *
     * @param features G x D, finite: not checked again
     * @param parallelism threads per query; one is best where many queries are answered at once
     */
    public ExactScan(Matrix features, Parallelism parallelism) {
        this.gallery = new GalleryRows(features);
        this.parallelism = parallelism;
    }

    @Override
    public int size() {
        return gallery.size();
    }

    @Override
    public int dimension() {
        return gallery.dimension();
    }

    /**
     * The distances of a query to all gallery items.
     *
     * @param query D finite values
     * @param into G values, filled
     * @throws IllegalArgumentException if the query has another length or holds NaN or infinity, or there is no such room
     */
    public void distances(float[] query, double[] into) {
        double[] own = gallery.query(query);
        if (into.length != size()) {
            throw new IllegalArgumentException("room for " + into.length + " distances is not for " + size());
        }
        parallelism.forEachBlock(size(), BLOCK, () -> (first, end) -> {
            gallery.squared(own, first, end, into);
            for (int item = first; item < end; item++) {
                into[item] = Math.sqrt(into[item]);
            }
        });
    }

    @Override
    public Nearest nearest(float[] query, int count) {
        requireCount(count);
        double[] all = new double[size()];
        distances(query, all);
        Finite.requireFinite(all, all.length, 0);
        int[] items = RowSelection.forRowsOf(Matrix.of(1, size(), all), Math.min(count, size()))
                .nearest(0)
                .clone();
        double[] distances = new double[items.length];
        for (int i = 0; i < items.length; i++) {
            distances[i] = all[items[i]];
        }
        return new Nearest(items, distances);
    }

    static void requireCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1 item must be asked for, not " + count);
        }
    }
}
