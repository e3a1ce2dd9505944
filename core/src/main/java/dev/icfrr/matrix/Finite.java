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
        if (!(largest(values, count) <= Double.MAX_VALUE)) {
            for (int i = 0; i < count; i++) {
                if (!Double.isFinite(values[i])) {
                    throw new NotFiniteException(values[i], row, i);
                }
            }
        }
    }

    /** Returns the largest magnitude, or NaN if there is one. */
    private static double largest(double[] values, int count) {
        // One maximum of each quarter: a single one would wait for the comparison before.
        int quarter = count / 4;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        for (int i = 0; i < quarter; i++) {
            a = Math.max(a, Math.abs(values[i]));
            b = Math.max(b, Math.abs(values[i + quarter]));
            c = Math.max(c, Math.abs(values[i + 2 * quarter]));
            d = Math.max(d, Math.abs(values[i + 3 * quarter]));
        }
        for (int i = 4 * quarter; i < count; i++) {
            a = Math.max(a, Math.abs(values[i]));
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }
}
