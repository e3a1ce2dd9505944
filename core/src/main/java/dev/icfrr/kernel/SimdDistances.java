package dev.icfrr.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Distances in register blocks of two rows by two, so that each load serves two distances. The eight accumulators of a
 * distance are one 512-bit vector or two 256-bit vectors; the bits are the same.
 */
final class SimdDistances implements CanonicalDistances {
    private static final boolean WIDE = DoubleVector.SPECIES_PREFERRED.length() >= STRIPES;
    private static final VectorSpecies<Double> V8 = DoubleVector.SPECIES_512;
    private static final VectorSpecies<Double> V4 = DoubleVector.SPECIES_256;
    private static final int HALF = STRIPES / 2;

    @Override
    public void squared(
            double[] a, int aRows, double[] b, int bRows, int stride, double[] into, int start, int intoStride) {
        for (int i = 0; i < aRows; i += 2) {
            // A missing second row is the first one again: the same value is written twice.
            int nextA = i + 1 < aRows ? 1 : 0;
            for (int j = 0; j < bRows; j += 2) {
                int nextB = j + 1 < bRows ? 1 : 0;
                int at = start + i * intoStride + j;
                if (WIDE) {
                    block512(
                            a,
                            i * stride,
                            nextA * stride,
                            b,
                            j * stride,
                            nextB * stride,
                            stride,
                            into,
                            at,
                            nextA * intoStride,
                            nextB);
                } else {
                    block256(
                            a,
                            i * stride,
                            nextA * stride,
                            b,
                            j * stride,
                            nextB * stride,
                            stride,
                            into,
                            at,
                            nextA * intoStride,
                            nextB);
                }
            }
        }
    }

    private static void block512(
            double[] a,
            int a0,
            int aStep,
            double[] b,
            int b0,
            int bStep,
            int count,
            double[] into,
            int at,
            int down,
            int right) {
        int a1 = a0 + aStep;
        int b1 = b0 + bStep;
        DoubleVector s00 = DoubleVector.zero(V8);
        DoubleVector s01 = s00;
        DoubleVector s10 = s00;
        DoubleVector s11 = s00;
        for (int k = 0; k < count; k += STRIPES) {
            DoubleVector x0 = DoubleVector.fromArray(V8, a, a0 + k);
            DoubleVector x1 = DoubleVector.fromArray(V8, a, a1 + k);
            DoubleVector y0 = DoubleVector.fromArray(V8, b, b0 + k);
            DoubleVector y1 = DoubleVector.fromArray(V8, b, b1 + k);
            DoubleVector d00 = x0.sub(y0);
            DoubleVector d01 = x0.sub(y1);
            DoubleVector d10 = x1.sub(y0);
            DoubleVector d11 = x1.sub(y1);
            s00 = d00.fma(d00, s00);
            s01 = d01.fma(d01, s01);
            s10 = d10.fma(d10, s10);
            s11 = d11.fma(d11, s11);
        }
        into[at] = reduce(s00);
        into[at + right] = reduce(s01);
        into[at + down] = reduce(s10);
        into[at + down + right] = reduce(s11);
    }

    private static double reduce(DoubleVector s) {
        return ((s.lane(0) + s.lane(4)) + (s.lane(2) + s.lane(6)))
                + ((s.lane(1) + s.lane(5)) + (s.lane(3) + s.lane(7)));
    }

    private static void block256(
            double[] a,
            int a0,
            int aStep,
            double[] b,
            int b0,
            int bStep,
            int count,
            double[] into,
            int at,
            int down,
            int right) {
        int a1 = a0 + aStep;
        int b1 = b0 + bStep;
        DoubleVector s00 = DoubleVector.zero(V4);
        DoubleVector s01 = s00;
        DoubleVector s10 = s00;
        DoubleVector s11 = s00;
        DoubleVector t00 = s00;
        DoubleVector t01 = s00;
        DoubleVector t10 = s00;
        DoubleVector t11 = s00;
        for (int k = 0; k < count; k += STRIPES) {
            DoubleVector x0 = DoubleVector.fromArray(V4, a, a0 + k);
            DoubleVector x1 = DoubleVector.fromArray(V4, a, a1 + k);
            DoubleVector y0 = DoubleVector.fromArray(V4, b, b0 + k);
            DoubleVector y1 = DoubleVector.fromArray(V4, b, b1 + k);
            DoubleVector d00 = x0.sub(y0);
            s00 = d00.fma(d00, s00);
            DoubleVector d01 = x0.sub(y1);
            s01 = d01.fma(d01, s01);
            DoubleVector d10 = x1.sub(y0);
            s10 = d10.fma(d10, s10);
            DoubleVector d11 = x1.sub(y1);
            s11 = d11.fma(d11, s11);
            x0 = DoubleVector.fromArray(V4, a, a0 + HALF + k);
            x1 = DoubleVector.fromArray(V4, a, a1 + HALF + k);
            y0 = DoubleVector.fromArray(V4, b, b0 + HALF + k);
            y1 = DoubleVector.fromArray(V4, b, b1 + HALF + k);
            d00 = x0.sub(y0);
            t00 = d00.fma(d00, t00);
            d01 = x0.sub(y1);
            t01 = d01.fma(d01, t01);
            d10 = x1.sub(y0);
            t10 = d10.fma(d10, t10);
            d11 = x1.sub(y1);
            t11 = d11.fma(d11, t11);
        }
        into[at] = reduceHalf(s00.add(t00));
        into[at + right] = reduceHalf(s01.add(t01));
        into[at + down] = reduceHalf(s10.add(t10));
        into[at + down + right] = reduceHalf(s11.add(t11));
    }

    private static double reduceHalf(DoubleVector s) {
        return (s.lane(0) + s.lane(2)) + (s.lane(1) + s.lane(3));
    }
}
