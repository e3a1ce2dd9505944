package dev.icfrr.matrix;

/** Checks that values are neither NaN nor infinite, so that they can be sorted. */
public final class Finite {
    private Finite() {}

    /** Checks the first {@code count} values of a row. */
    public static void requireFinite(float[] values, int count, int row) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & 0x7fffffff);
        }
        if (largest >= 0x7f800000) {
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new NotFiniteException(values[i], row, i);
                }
            }
        }
    }

    /** Checks the first {@code count} values of a row. */
    public static void requireFinite(double[] values, int count, int row) {
        long largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Double.doubleToRawLongBits(values[i]) & 0x7fffffffffffffffL);
        }
        if (largest >= 0x7ff0000000000000L) {
            for (int i = 0; i < count; i++) {
                if (!Double.isFinite(values[i])) {
                    throw new NotFiniteException(values[i], row, i);
                }
            }
        }
    }
}
