package dev.icfrr.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The eight accumulators of a row are two vectors of 256 bits on every machine: the loads are what takes time. */
final class SimdRowDistances extends RowDistances {
    private static final VectorSpecies<Double> V4 = DoubleVector.SPECIES_256;
    private static final VectorSpecies<Float> F4 = FloatVector.SPECIES_128;
    private static final int HALF = CanonicalDistances.STRIPES / 2;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    @Override
    void four(
            double[] query,
            MemorySegment rows,
            long at0,
            long at1,
            long at2,
            long at3,
            int columns,
            double[] into,
            int index) {
        DoubleVector s0 = DoubleVector.zero(V4);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        DoubleVector t0 = s0;
        DoubleVector t1 = s0;
        DoubleVector t2 = s0;
        DoubleVector t3 = s0;
        int whole = columns - columns % CanonicalDistances.STRIPES;
        int k = 0;
        for (; k < whole; k += CanonicalDistances.STRIPES) {
            long step = (long) k * Float.BYTES;
            long next = step + HALF * Float.BYTES;
            DoubleVector q = DoubleVector.fromArray(V4, query, k);
            DoubleVector r = DoubleVector.fromArray(V4, query, k + HALF);
            DoubleVector d0 = q.sub(load(rows, at0 + step));
            DoubleVector d1 = q.sub(load(rows, at1 + step));
            DoubleVector d2 = q.sub(load(rows, at2 + step));
            DoubleVector d3 = q.sub(load(rows, at3 + step));
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
            s2 = d2.fma(d2, s2);
            s3 = d3.fma(d3, s3);
            d0 = r.sub(load(rows, at0 + next));
            d1 = r.sub(load(rows, at1 + next));
            d2 = r.sub(load(rows, at2 + next));
            d3 = r.sub(load(rows, at3 + next));
            t0 = d0.fma(d0, t0);
            t1 = d1.fma(d1, t1);
            t2 = d2.fma(d2, t2);
            t3 = d3.fma(d3, t3);
        }
        if (whole < columns) {
            VectorMask<Float> low = F4.indexInRange(0, columns - whole);
            VectorMask<Float> high = F4.indexInRange(HALF, columns - whole);
            long step = (long) whole * Float.BYTES;
            long next = step + HALF * Float.BYTES;
            DoubleVector q = DoubleVector.fromArray(V4, query, whole);
            DoubleVector r = DoubleVector.fromArray(V4, query, whole + HALF);
            DoubleVector d0 = q.sub(load(rows, at0 + step, low));
            DoubleVector d1 = q.sub(load(rows, at1 + step, low));
            DoubleVector d2 = q.sub(load(rows, at2 + step, low));
            DoubleVector d3 = q.sub(load(rows, at3 + step, low));
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
            s2 = d2.fma(d2, s2);
            s3 = d3.fma(d3, s3);
            d0 = r.sub(load(rows, at0 + next, high));
            d1 = r.sub(load(rows, at1 + next, high));
            d2 = r.sub(load(rows, at2 + next, high));
            d3 = r.sub(load(rows, at3 + next, high));
            t0 = d0.fma(d0, t0);
            t1 = d1.fma(d1, t1);
            t2 = d2.fma(d2, t2);
            t3 = d3.fma(d3, t3);
        }
        into[index] = reduce(s0, t0);
        into[index + 1] = reduce(s1, t1);
        into[index + 2] = reduce(s2, t2);
        into[index + 3] = reduce(s3, t3);
    }

    @Override
    double one(double[] query, MemorySegment rows, long at, int columns) {
        double[] four = new double[ROWS];
        four(query, rows, at, at, at, at, columns, four, 0);
        return four[0];
    }

    private static DoubleVector load(MemorySegment rows, long at) {
        return FloatVector.fromMemorySegment(F4, rows, at, ORDER)
                .convertShape(VectorOperators.F2D, V4, 0)
                .reinterpretAsDoubles();
    }

    private static DoubleVector load(MemorySegment rows, long at, VectorMask<Float> mask) {
        if (!mask.anyTrue()) {
            // There may be no memory at that place.
            return DoubleVector.zero(V4);
        }
        return FloatVector.fromMemorySegment(F4, rows, at, ORDER, mask)
                .convertShape(VectorOperators.F2D, V4, 0)
                .reinterpretAsDoubles();
    }

    /** ((s0+s4)+(s2+s6)) + ((s1+s5)+(s3+s7)). */
    private static double reduce(DoubleVector s, DoubleVector t) {
        DoubleVector sum = s.add(t);
        return (sum.lane(0) + sum.lane(2)) + (sum.lane(1) + sum.lane(3));
    }
}
