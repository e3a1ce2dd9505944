package dev.icfrr.kernel;

/** Distances in plain Java, with one local variable per accumulator. */
final class ScalarDistances implements CanonicalDistances {

    @Override
    public void squared(
            double[] a, int aRows, double[] b, int bRows, int stride, double[] into, int start, int intoStride) {
        for (int i = 0; i < aRows; i++) {
            for (int j = 0; j < bRows; j++) {
                into[start + i * intoStride + j] = one(a, i * stride, b, j * stride, stride);
            }
        }
    }

    private static double one(double[] a, int aStart, double[] b, int bStart, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        for (int k = 0; k < count; k += STRIPES) {
            int x = aStart + k;
            int y = bStart + k;
            double d0 = a[x] - b[y];
            double d1 = a[x + 1] - b[y + 1];
            double d2 = a[x + 2] - b[y + 2];
            double d3 = a[x + 3] - b[y + 3];
            double d4 = a[x + 4] - b[y + 4];
            double d5 = a[x + 5] - b[y + 5];
            double d6 = a[x + 6] - b[y + 6];
            double d7 = a[x + 7] - b[y + 7];
            s0 = Math.fma(d0, d0, s0);
            s1 = Math.fma(d1, d1, s1);
            s2 = Math.fma(d2, d2, s2);
            s3 = Math.fma(d3, d3, s3);
            s4 = Math.fma(d4, d4, s4);
            s5 = Math.fma(d5, d5, s5);
            s6 = Math.fma(d6, d6, s6);
            s7 = Math.fma(d7, d7, s7);
        }
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }
}
