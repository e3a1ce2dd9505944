package dev.icfrr.sort;

/** Floating-point numbers as whole numbers that sort the same way; the two zeros become one. */
public final class SortableBits {
    private SortableBits() {}

    /** Ascending as signed {@code int}. */
    public static int of(float value) {
        int bits = Float.floatToRawIntBits(value + 0f);
        return bits ^ ((bits >> 31) & 0x7fffffff);
    }

    /** Ascending as signed {@code long}. */
    public static long of(double value) {
        long bits = Double.doubleToRawLongBits(value + 0d);
        return bits ^ ((bits >> 63) & 0x7fffffffffffffffL);
    }

    /** What {@link #of(double)} was made from, but for the sign of a zero. */
    public static double toDouble(long sortable) {
        return Double.longBitsToDouble(sortable ^ ((sortable >> 63) & 0x7fffffffffffffffL));
    }
}
