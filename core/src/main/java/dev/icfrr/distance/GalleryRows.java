package dev.icfrr.distance;

import dev.icfrr.io.ReadAhead;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.RowDistances;
import dev.icfrr.matrix.FloatMemory;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.StackedMatrix;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Computes the distances of one query to gallery items. Features in single precision are read in place, without a copy.
 * Safe to share between threads.
 */
public final class GalleryRows {
    private static final int ROWS = 32;

    private final Matrix features;
    private final int columns;
    private final @Nullable MemorySegment memory;
    private final @Nullable Stack stack;
    private final Kernels kernels = Kernels.get();
    private final RowDistances distances = kernels.rowDistances();

    public GalleryRows(Matrix features) {
        this.features = features;
        columns = features.columns();
        memory = FloatMemory.of(features);
        stack = features instanceof StackedMatrix(Matrix top, Matrix bottom)
                ? new Stack(new GalleryRows(top), new GalleryRows(bottom))
                : null;
    }

    /** Returns the number of gallery items, G. */
    public int size() {
        return features.rows();
    }

    /**
     * Returns a query in the form that the loops need: checked, in double precision, padded.
     *
     * @throws IllegalArgumentException if it has another length than the gallery's features or is not finite
     */
    public double[] query(float[] query) {
        if (query.length != columns) {
            throw new IllegalArgumentException("the query has " + query.length + " values and gallery items " + columns
                    + ": both must come from the same model");
        }
        for (int k = 0; k < columns; k++) {
            if (!Float.isFinite(query[k])) {
                throw new IllegalArgumentException("value " + k + " of the query is " + query[k] + ", not finite");
            }
        }
        double[] padded = new double[CanonicalDistances.stride(columns)];
        for (int k = 0; k < columns; k++) {
            padded[k] = query[k];
        }
        return padded;
    }

    /**
     * Computes the canonical squared distances to items {@code [first, end)} and stores each at the index of its item.
     */
    public void squared(double[] query, int first, int end, double[] into) {
        squared(new double[][] {query}, first, end, new double[][] {into});
    }

    /** Computes the same for several queries and reads every row once. */
    public void squared(double[][] queries, int first, int end, double[][] into) {
        if (memory != null && queries.length == 1) {
            distances.squared(queries[0], memory, columns, first, end, into[0]);
        } else if (memory != null) {
            distances.squared(queries, memory, columns, first, end, into);
        } else if (stack != null) {
            stack.squared(queries, first, end, into);
        } else {
            copied(queries, item -> item, first, end, into);
        }
    }

    /**
     * Prepares for comparing items that may not be in memory: if the features are in a mapped file, starts to read all
     * of them at once.
     */
    public void prefetch(int[] items) {
        if (memory != null) {
            ReadAhead.start(memory, (long) columns * Float.BYTES, items);
        } else if (stack != null) {
            // The rows below are few.
            stack.top().prefetch(items);
        }
    }

    /**
     * Computes the canonical squared distances to {@code items[first] .. items[end - 1]}, stored at the same indices.
     */
    public void squared(double[] query, int[] items, int first, int end, double[] into) {
        if (memory != null) {
            distances.squared(query, memory, columns, items, first, end, into);
        } else if (stack != null) {
            stack.squared(query, items, first, end, into);
        } else {
            copied(new double[][] {query}, i -> items[i], first, end, new double[][] {into});
        }
    }

    private void copied(double[][] queries, IntUnaryOperator items, int first, int end, double[][] into) {
        FeatureRows rows = new FeatureRows(features);
        int stride = rows.stride();
        double[] query = new double[queries.length * stride];
        for (int i = 0; i < queries.length; i++) {
            System.arraycopy(queries[i], 0, query, i * stride, stride);
        }
        double[] block = new double[ROWS * stride];
        double[] found = new double[queries.length * ROWS];
        for (int from = first; from < end; from += ROWS) {
            int count = Math.min(ROWS, end - from);
            for (int i = 0; i < count; i++) {
                rows.loadUnchecked(items.applyAsInt(from + i), block, i * stride);
            }
            kernels.distances().squared(query, queries.length, block, count, stride, found, 0, ROWS);
            for (int i = 0; i < queries.length; i++) {
                System.arraycopy(found, i * ROWS, into[i], from, count);
            }
        }
    }

    /** Two blocks of rows, one above the other, each of which may be read in place. */
    private record Stack(GalleryRows top, GalleryRows bottom) {
        void squared(double[][] queries, int first, int end, double[][] into) {
            int split = Math.clamp(top.size(), first, end);
            if (first < split) {
                top.squared(queries, first, split, into);
            }
            if (split < end) {
                double[][] found = new double[queries.length][end - top.size()];
                bottom.squared(queries, split - top.size(), end - top.size(), found);
                for (int i = 0; i < queries.length; i++) {
                    System.arraycopy(found[i], split - top.size(), into[i], split, end - split);
                }
            }
        }

        /** Reads runs of items of the same block. */
        void squared(double[] query, int[] items, int first, int end, double[] into) {
            for (int from = first, to; from < end; from = to) {
                boolean above = items[from] < top.size();
                to = from + 1;
                while (to < end && items[to] < top.size() == above) {
                    to++;
                }
                if (above) {
                    top.squared(query, items, from, to, into);
                } else {
                    int[] below = Arrays.copyOfRange(items, from, to);
                    Arrays.setAll(below, i -> below[i] - top.size());
                    double[] found = new double[below.length];
                    bottom.squared(query, below, 0, below.length, found);
                    System.arraycopy(found, 0, into, from, found.length);
                }
            }
        }
    }
}
