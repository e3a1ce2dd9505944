package dev.icfrr.sort;

/** Maps floating-point numbers to whole numbers of the same order; the two zeros become one. */
public final class SortableBits {
    private SortableBits() {}

    /** Returns an {@code int} that orders like the value. */
    public static int of(float value) {
        int bits = Float.floatToRawIntBits(value + 0f);
        return bits ^ ((bits >> 31) & 0x7fffffff);
    }

    /** Returns a {@code long} that orders like the value. */
    public static long of(double value) {
        long bits = Double.doubleToRawLongBits(value + 0d);
        return bits ^ ((bits >> 63) & 0x7fffffffffffffffL);
    }

    /** Returns the argument of {@link #of(float)}, except for the sign of a zero. */
    public static float toFloat(int sortable) {
        return Float.intBitsToFloat(sortable ^ ((sortable >> 31) & 0x7fffffff));
    }

    /** Returns the argument of {@link #of(double)}, except for the sign of a zero. */
    public static double toDouble(long sortable) {
        return Double.longBitsToDouble(sortable ^ ((sortable >> 63) & 0x7fffffffffffffffL));
    }
}
