package dev.icfrr.internal.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The eight accumulators of a row are two vectors of 256 bits on every machine: reading rows is what takes time. */
final class SimdRowDistances extends RowDistances {
    private static final VectorSpecies<Double> V4 = DoubleVector.SPECIES_256;
    private static final VectorSpecies<Float> F4 = FloatVector.SPECIES_128;
    private static final int HALF = CanonicalDistances.STRIPES / 2;

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
