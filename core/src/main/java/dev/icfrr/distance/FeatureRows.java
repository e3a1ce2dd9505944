package dev.icfrr.distance;

import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.matrix.Finite;
import dev.icfrr.matrix.Matrix;
import java.util.Arrays;

/**
 * Loads rows of a feature matrix in the form that the distance kernels need: checked, in double precision, padded with
 * zeros to a common stride. One object serves one thread.
 */
public final class FeatureRows {
    /** Squared distances of larger values leave the range of a double. */
    private static final double LARGEST = 1e150;

    private final Matrix features;
    private final int columns;
    private final int stride;
    private final float[] singles;
    private final double[] doubles;

    public FeatureRows(Matrix features) {
        this.features = features;
        this.columns = features.columns();
        this.stride = CanonicalDistances.stride(columns);
        this.singles = new float[features.isSinglePrecision() ? columns : 0];
        this.doubles = new double[features.isSinglePrecision() ? 0 : columns];
    }

    /** Returns the values per row: the columns and their padding. */
    public int stride() {
        return stride;
    }

    /**
     * Loads one row.
     *
     * @param into {@link #stride} values from index {@code start} are filled
     * @throws IllegalArgumentException if the row holds NaN, infinity or a value whose square leaves the range of a
     *     double
     */
    public void load(int row, double[] into, int start) {
        if (features.isSinglePrecision()) {
            features.copyRow(row, singles);
            Finite.requireFinite(singles, columns, row);
            widen(into, start);
        } else {
            features.copyRow(row, doubles);
            Finite.requireFinite(doubles, columns, row);
            for (int k = 0; k < columns; k++) {
                if (Math.abs(doubles[k]) > LARGEST) {
                    throw new IllegalArgumentException("row " + row + ", column " + k + " holds " + doubles[k]
                            + ", whose squared distances overflow: scale the features down");
                }
            }
            System.arraycopy(doubles, 0, into, start, columns);
        }
        Arrays.fill(into, start + columns, start + stride, 0d);
    }

    /** Loads one row that was checked before. */
    public void loadUnchecked(int row, double[] into, int start) {
        if (features.isSinglePrecision()) {
            features.copyRow(row, singles);
            widen(into, start);
        } else {
            features.copyRow(row, doubles);
            System.arraycopy(doubles, 0, into, start, columns);
        }
        Arrays.fill(into, start + columns, start + stride, 0d);
    }

    /** A plain loop, which the compiler vectorizes: vector calls would take longer to become fast. */
    private void widen(double[] into, int start) {
        for (int k = 0; k < columns; k++) {
            into[start + k] = singles[k];
        }
    }

    /** Loads rows {@code [first, end)}, row-major from index 0. */
    public void load(int first, int end, double[] into) {
        for (int row = first; row < end; row++) {
            load(row, into, (row - first) * stride);
        }
    }

    /** Loads rows {@code [first, end)} that were checked before, row-major from index 0. */
    public void loadUnchecked(int first, int end, double[] into) {
        for (int row = first; row < end; row++) {
            loadUnchecked(row, into, (row - first) * stride);
        }
    }
}
