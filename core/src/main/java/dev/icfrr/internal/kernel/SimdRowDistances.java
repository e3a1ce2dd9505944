package dev.icfrr.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The eight accumulators of a row are two vectors of 256 bits on every machine: reading rows is what takes time. */
final class SimdRowDistances extends RowDistances {
    private static final VectorSpecies<Double> V4 = DoubleVector.SPECIES_256;
    private static final VectorSpecies<Float> F4 = FloatVector.SPECIES_128;

    @Override
    double one(double[] query, MemorySegment rows, long start) {
        DoubleVector s = DoubleVector.zero(V4);
        DoubleVector t = s;
        for (int k = 0; k < query.length; k += CanonicalDistances.STRIPES) {
            long at = start + (long) k * Float.BYTES;
            DoubleVector d = DoubleVector.fromArray(V4, query, k).sub(load(rows, at));
            s = d.fma(d, s);
            d = DoubleVector.fromArray(V4, query, k + HALF).sub(load(rows, at + (long) HALF * Float.BYTES));
            t = d.fma(d, t);
        }
        return reduce(s.add(t));
    }

    private static DoubleVector load(MemorySegment rows, long at) {
        return FloatVector.fromMemorySegment(F4, rows, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.F2D, V4, 0)
                .reinterpretAsDoubles();
    }

    @Override
    void four(double[] query, float[] rows, double[] into) {
        int stride = query.length;
        DoubleVector s0 = DoubleVector.zero(V4);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        DoubleVector t0 = s0;
        DoubleVector t1 = s0;
        DoubleVector t2 = s0;
        DoubleVector t3 = s0;
        for (int k = 0; k < stride; k += CanonicalDistances.STRIPES) {
            DoubleVector q = DoubleVector.fromArray(V4, query, k);
            DoubleVector d0 = q.sub(load(rows, k));
            DoubleVector d1 = q.sub(load(rows, k + stride));
            DoubleVector d2 = q.sub(load(rows, k + 2 * stride));
            DoubleVector d3 = q.sub(load(rows, k + 3 * stride));
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
            s2 = d2.fma(d2, s2);
            s3 = d3.fma(d3, s3);
            q = DoubleVector.fromArray(V4, query, k + HALF);
            d0 = q.sub(load(rows, k + HALF));
            d1 = q.sub(load(rows, k + HALF + stride));
            d2 = q.sub(load(rows, k + HALF + 2 * stride));
            d3 = q.sub(load(rows, k + HALF + 3 * stride));
            t0 = d0.fma(d0, t0);
            t1 = d1.fma(d1, t1);
            t2 = d2.fma(d2, t2);
            t3 = d3.fma(d3, t3);
        }
        into[0] = reduce(s0.add(t0));
        into[1] = reduce(s1.add(t1));
        into[2] = reduce(s2.add(t2));
        into[3] = reduce(s3.add(t3));
    }

    @Override
    void fourByFour(double[] queries, int start, float[] rows, int stride, double[] into) {
        int steps = stride / CanonicalDistances.STRIPES;
        double[] halves = new double[2 * QUERIES * 2 * HALF];
        for (int row = 0; row < ROWS; row += 2) {
            fourByTwo(queries, start, rows, row * stride, stride, halves, 0);
            fourByTwo(
                    queries,
                    start + steps * QUERIES * HALF,
                    rows,
                    row * stride + HALF,
                    stride,
                    halves,
                    QUERIES * 2 * HALF);
            for (int i = 0; i < 2 * QUERIES; i++) {
                DoubleVector half = DoubleVector.fromArray(V4, halves, i * HALF);
                DoubleVector other = DoubleVector.fromArray(V4, halves, (i + 2 * QUERIES) * HALF);
                into[i / 2 * ROWS + row + i % 2] = reduce(half.add(other));
            }
        }
    }

    /** One half of the accumulators of four queries and two rows. */
    private static void fourByTwo(
            double[] queries, int start, float[] rows, int firstRow, int stride, double[] into, int at) {
        int secondRow = firstRow + stride;
        int steps = stride / CanonicalDistances.STRIPES;
        DoubleVector s00 = DoubleVector.zero(V4);
        DoubleVector s01 = s00;
        DoubleVector s10 = s00;
        DoubleVector s11 = s00;
        DoubleVector s20 = s00;
        DoubleVector s21 = s00;
        DoubleVector s30 = s00;
        DoubleVector s31 = s00;
        for (int step = 0; step < steps; step++) {
            DoubleVector x0 = load(rows, firstRow + step * CanonicalDistances.STRIPES);
            DoubleVector x1 = load(rows, secondRow + step * CanonicalDistances.STRIPES);
            int q = start + step * QUERIES * HALF;
            DoubleVector y = DoubleVector.fromArray(V4, queries, q);
            DoubleVector d = y.sub(x0);
            s00 = d.fma(d, s00);
            d = y.sub(x1);
            s01 = d.fma(d, s01);
            y = DoubleVector.fromArray(V4, queries, q + HALF);
            d = y.sub(x0);
            s10 = d.fma(d, s10);
            d = y.sub(x1);
            s11 = d.fma(d, s11);
            y = DoubleVector.fromArray(V4, queries, q + 2 * HALF);
            d = y.sub(x0);
            s20 = d.fma(d, s20);
            d = y.sub(x1);
            s21 = d.fma(d, s21);
            y = DoubleVector.fromArray(V4, queries, q + 3 * HALF);
            d = y.sub(x0);
            s30 = d.fma(d, s30);
            d = y.sub(x1);
            s31 = d.fma(d, s31);
        }
        s00.intoArray(into, at);
        s01.intoArray(into, at + HALF);
        s10.intoArray(into, at + 2 * HALF);
        s11.intoArray(into, at + 3 * HALF);
        s20.intoArray(into, at + 4 * HALF);
        s21.intoArray(into, at + 5 * HALF);
        s30.intoArray(into, at + 6 * HALF);
        s31.intoArray(into, at + 7 * HALF);
    }

    private static DoubleVector load(float[] rows, int at) {
        return FloatVector.fromArray(F4, rows, at)
                .convertShape(VectorOperators.F2D, V4, 0)
                .reinterpretAsDoubles();
    }

    /** The sum of the two halves: ((s0+s4)+(s2+s6)) + ((s1+s5)+(s3+s7)). */
    private static double reduce(DoubleVector sum) {
        return (sum.lane(0) + sum.lane(2)) + (sum.lane(1) + sum.lane(3));
    }
}
