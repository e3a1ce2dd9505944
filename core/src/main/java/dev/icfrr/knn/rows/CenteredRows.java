package dev.icfrr.knn.rows;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.matrix.Matrix;
import java.util.function.IntUnaryOperator;

/** Scales rows and then moves them to a mean, and rounds them to single precision. Immutable. */
public final class CenteredRows {
    private static final int SAMPLE = 4096;
    /** If all values are smaller, squares leave the range of a double. */
    private static final double SMALLEST = 1e-130;

    private final double scale;
    private final double[] mean;
    private final int columns;

    /**
     * Takes a scale and a mean.
     *
     * @param scale what values are multiplied by
     * @param mean what is then subtracted, one value per column; not copied
     */
    public CenteredRows(double scale, double[] mean) {
        this.scale = scale;
        this.mean = mean;
        columns = mean.length;
    }

    /**
     * Chooses the scale and the mean for rows. The scale is a power of two, so that it rounds nothing, and values are
     * below 1 or little larger. The mean is that of a sample.
     *
     * @param stored holds the rows
     * @param storedRow the row of {@code stored} at each position
     * @throws IllegalArgumentException if all values are too small for squared distances
     */
    public CenteredRows(Matrix stored, IntUnaryOperator storedRow, DeduplicatedRows distinct) {
        double largest = distinct.largest();
        if (largest > 0 && largest < SMALLEST) {
            throw new IllegalArgumentException("all features are below " + SMALLEST
                    + " in magnitude, where squared distances vanish: scale them up");
        }
        scale = largest == 0 ? 1 : Math.scalb(1d, -Math.getExponent(largest) - 1);
        columns = stored.columns();
        FeatureRows rows = new FeatureRows(stored);
        double[] row = new double[rows.stride()];
        mean = new double[rows.stride()];
        int sampled = Math.min(SAMPLE, distinct.count());
        for (int i = 0; i < sampled; i++) {
            int position = (int) ((long) i * distinct.count() / sampled);
            rows.loadUnchecked(storedRow.applyAsInt(position), row, 0);
            add(row);
        }
        for (int k = 0; k < columns; k++) {
            mean[k] /= sampled;
        }
    }

    private void add(double[] row) {
        for (int k = 0; k < columns; k++) {
            mean[k] += row[k] * scale;
        }
    }

    /** Returns the number of values of a row. */
    public int columns() {
        return columns;
    }

    /** Returns what values are multiplied by. */
    public double scale() {
        return scale;
    }

    /** Returns a reader of the rows of a matrix for one thread. The rows must have been checked before. */
    public Reader reader(Matrix stored) {
        return new Reader(stored);
    }

    /** Reads rows; serves one thread. */
    public final class Reader {
        private final FeatureRows rows;
        private final double[] row;

        private Reader(Matrix stored) {
            rows = new FeatureRows(stored);
            row = new double[rows.stride()];
        }

        /** Stores a row scaled and moved, from index {@code at} on. */
        public void read(int storedRow, float[] into, int at) {
            rows.loadUnchecked(storedRow, row, 0);
            center(row, into, at);
        }
    }

    private void center(double[] row, float[] into, int at) {
        for (int k = 0; k < columns; k++) {
            into[at + k] = (float) (row[k] * scale - mean[k]);
        }
    }
}
