package dev.icfrr;

import dev.icfrr.internal.FeatureRows;
import dev.icfrr.internal.Finite;
import dev.icfrr.internal.RowSelection;
import dev.icfrr.internal.kernel.CanonicalDistances;
import dev.icfrr.internal.kernel.Kernels;

/**
 * Compares a query with every gallery item. Distances are the square roots of the canonical ones, see
 * {@link dev.icfrr.internal.kernel.CanonicalDistances}: the same bits as {@link Reranker#rerankAllByFeatures} works on.
 */
public final class ExactScan implements NearestSearch {
    private static final int ROWS = 32;

    private final Matrix features;
    private final Parallelism parallelism;
    private final Kernels kernels = Kernels.get();

    /**
     * A scan over features that lie in memory or are mapped.
     *
     * @param features G x D, finite
     * @param parallelism threads per query
     */
    public ExactScan(Matrix features, Parallelism parallelism) {
        this.features = features;
        this.parallelism = parallelism;
    }

    @Override
    public int size() {
        return features.rows();
    }

    @Override
    public int dimension() {
        return features.columns();
    }

    /**
     * The distances of a query to all gallery items.
     *
     * @param into G values, filled
     */
    public void distances(float[] query, double[] into) {
        requireQuery(query);
        if (into.length != size()) {
            throw new IllegalArgumentException("room for " + into.length + " distances is not for " + size());
        }
        double[] own = new double[CanonicalDistances.stride(dimension())];
        kernels.distances().widen(query, query.length, own, 0);
        parallelism.forEachBlock(size(), 1024, () -> {
            FeatureRows rows = new FeatureRows(features);
            double[] block = new double[ROWS * rows.stride()];
            return (first, end) -> {
                for (int row = first; row < end; row += ROWS) {
                    int count = Math.min(ROWS, end - row);
                    rows.loadUnchecked(row, row + count, block);
                    kernels.distances().squared(own, 1, block, count, rows.stride(), into, row, count);
                }
                for (int row = first; row < end; row++) {
                    into[row] = Math.sqrt(into[row]);
                }
            };
        });
    }

    @Override
    public Nearest nearest(float[] query, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1 item must be asked for, not " + count);
        }
        double[] all = new double[size()];
        distances(query, all);
        int[] items = RowSelection.forRowsOf(Matrix.of(1, size(), all), Math.min(count, size()))
                .nearest(0)
                .clone();
        double[] distances = new double[items.length];
        for (int i = 0; i < items.length; i++) {
            distances[i] = all[items[i]];
        }
        return new Nearest(items, distances);
    }

    private void requireQuery(float[] query) {
        if (query.length != dimension()) {
            throw new IllegalArgumentException("the query has " + query.length + " values and gallery items "
                    + dimension() + ": both must come from the same model");
        }
        Finite.requireFinite(query, query.length, 0);
    }
}
