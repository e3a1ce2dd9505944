package dev.icfrr.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Row distances with the eight accumulators in two 256-bit vectors on every machine. Reading rows dominates the time,
 * so wider vectors gain nothing.
 */
final class SimdRowDistances extends RowDistances {
    private static final VectorSpecies<Double> V4 = DoubleVector.SPECIES_256;
    private static final VectorSpecies<Float> F4 = FloatVector.SPECIES_128;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int HALF = CanonicalDistances.STRIPES / 2;

    @Override
    void oneToThree(double[] query, MemorySegment rows, long a, long b, long c, double[] into) {
        DoubleVector s0 = DoubleVector.zero(V4);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector t0 = s0;
        DoubleVector t1 = s0;
        DoubleVector t2 = s0;
        for (int k = 0; k < query.length; k += CanonicalDistances.STRIPES) {
            long here = (long) k * Float.BYTES;
            DoubleVector q = DoubleVector.fromArray(V4, query, k);
            DoubleVector d0 = q.sub(load(rows, a + here));
            DoubleVector d1 = q.sub(load(rows, b + here));
            DoubleVector d2 = q.sub(load(rows, c + here));
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
            s2 = d2.fma(d2, s2);
            here += (long) HALF * Float.BYTES;
            q = DoubleVector.fromArray(V4, query, k + HALF);
            d0 = q.sub(load(rows, a + here));
            d1 = q.sub(load(rows, b + here));
            d2 = q.sub(load(rows, c + here));
            t0 = d0.fma(d0, t0);
            t1 = d1.fma(d1, t1);
            t2 = d2.fma(d2, t2);
        }
        into[0] = reduce(s0.add(t0));
        into[1] = reduce(s1.add(t1));
        into[2] = reduce(s2.add(t2));
    }

    private static DoubleVector load(MemorySegment rows, long at) {
        return FloatVector.fromMemorySegment(F4, rows, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.F2D, V4, 0)
                .reinterpretAsDoubles();
    }

    @Override
    void fourToOne(double[] queries, int start, int length, MemorySegment rows, long row, double[] into) {
        DoubleVector s0 = DoubleVector.zero(V4);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        DoubleVector t0 = s0;
        DoubleVector t1 = s0;
        DoubleVector t2 = s0;
        DoubleVector t3 = s0;
        for (int k = 0; k < length; k += CanonicalDistances.STRIPES) {
            int at = start + k * QUERIES;
            // Row minus query: the query's values become a memory operand, and the square is the same.
            DoubleVector x = load(rows, row + (long) k * Float.BYTES);
            DoubleVector d = x.sub(DoubleVector.fromArray(V4, queries, at));
            s0 = d.fma(d, s0);
            d = x.sub(DoubleVector.fromArray(V4, queries, at + CanonicalDistances.STRIPES));
            s1 = d.fma(d, s1);
            d = x.sub(DoubleVector.fromArray(V4, queries, at + 2 * CanonicalDistances.STRIPES));
            s2 = d.fma(d, s2);
            d = x.sub(DoubleVector.fromArray(V4, queries, at + 3 * CanonicalDistances.STRIPES));
            s3 = d.fma(d, s3);
            x = load(rows, row + (long) k * Float.BYTES + (long) HALF * Float.BYTES);
            d = x.sub(DoubleVector.fromArray(V4, queries, at + HALF));
            t0 = d.fma(d, t0);
            d = x.sub(DoubleVector.fromArray(V4, queries, at + CanonicalDistances.STRIPES + HALF));
            t1 = d.fma(d, t1);
            d = x.sub(DoubleVector.fromArray(V4, queries, at + 2 * CanonicalDistances.STRIPES + HALF));
            t2 = d.fma(d, t2);
            d = x.sub(DoubleVector.fromArray(V4, queries, at + 3 * CanonicalDistances.STRIPES + HALF));
            t3 = d.fma(d, t3);
        }
        into[0] = reduce(s0.add(t0));
        into[1] = reduce(s1.add(t1));
        into[2] = reduce(s2.add(t2));
        into[3] = reduce(s3.add(t3));
    }

    @Override
    void oneToFour(float[] query, MemorySegment rows, long a, long b, long c, long d, float[] into) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int whole = FLOATS.loopBound(query.length);
        for (int k = 0; k < whole; k += FLOATS.length()) {
            long here = (long) k * Float.BYTES;
            FloatVector q = FloatVector.fromArray(FLOATS, query, k);
            FloatVector x = q.sub(FloatVector.fromMemorySegment(FLOATS, rows, a + here, ByteOrder.LITTLE_ENDIAN));
            s0 = x.fma(x, s0);
            x = q.sub(FloatVector.fromMemorySegment(FLOATS, rows, b + here, ByteOrder.LITTLE_ENDIAN));
            s1 = x.fma(x, s1);
            x = q.sub(FloatVector.fromMemorySegment(FLOATS, rows, c + here, ByteOrder.LITTLE_ENDIAN));
            s2 = x.fma(x, s2);
            x = q.sub(FloatVector.fromMemorySegment(FLOATS, rows, d + here, ByteOrder.LITTLE_ENDIAN));
            s3 = x.fma(x, s3);
        }
        into[0] = s0.reduceLanes(VectorOperators.ADD) + ScalarRowDistances.inFloats(query, whole, rows, a);
        into[1] = s1.reduceLanes(VectorOperators.ADD) + ScalarRowDistances.inFloats(query, whole, rows, b);
        into[2] = s2.reduceLanes(VectorOperators.ADD) + ScalarRowDistances.inFloats(query, whole, rows, c);
        into[3] = s3.reduceLanes(VectorOperators.ADD) + ScalarRowDistances.inFloats(query, whole, rows, d);
    }

    /** The sum of the two halves: ((s0+s4)+(s2+s6)) + ((s1+s5)+(s3+s7)). */
    private static double reduce(DoubleVector sum) {
        return (sum.lane(0) + sum.lane(2)) + (sum.lane(1) + sum.lane(3));
    }
}
