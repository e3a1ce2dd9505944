package dev.icfrr.internal.kernel;

final class ScalarPlaceKeys implements PlaceKeys {
    /** Added to a smaller number it leaves that number, rounded, in the lower bits. */
    static final double ROUNDER = 0x1p52;

    static final long ROUNDED = (1L << 52) - 1;

    @Override
    public void write(double[] scores, int count, double greatest, double scale, int indexBits, long[] keys) {
        for (int i = 0; i < count; i++) {
            keys[i] = key(scores[i], greatest, scale) << indexBits | i;
        }
    }

    static long key(double score, double greatest, double scale) {
        return Double.doubleToRawLongBits((greatest - score) * scale + ROUNDER) & ROUNDED;
    }
}
