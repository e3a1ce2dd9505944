package dev.icfrr.kernel;

import java.lang.foreign.MemorySegment;

/** Row distances in plain Java. */
final class ScalarRowDistances extends RowDistances {

    @Override
    void oneToThree(double[] query, MemorySegment rows, long a, long b, long c, double[] into) {
        into[0] = one(query, 0, 0, query.length, rows, a);
        into[1] = one(query, 0, 0, query.length, rows, b);
        into[2] = one(query, 0, 0, query.length, rows, c);
    }

    @Override
    void fourToOne(double[] queries, int start, int length, MemorySegment rows, long row, double[] into) {
        int apart = (QUERIES - 1) * CanonicalDistances.STRIPES;
        for (int i = 0; i < QUERIES; i++) {
            into[i] = one(queries, start + i * CanonicalDistances.STRIPES, apart, length, rows, row);
        }
    }

    @Override
    void oneToFour(float[] query, MemorySegment rows, long a, long b, long c, long d, float[] into) {
        into[0] = inFloats(query, 0, rows, a);
        into[1] = inFloats(query, 0, rows, b);
        into[2] = inFloats(query, 0, rows, c);
        into[3] = inFloats(query, 0, rows, d);
    }

    /** Returns the distance over the values from one on. */
    static float inFloats(float[] query, int first, MemorySegment rows, long row) {
        float sum = 0;
        for (int k = first; k < query.length; k++) {
            float d = query[k] - rows.get(FLOAT, row + (long) k * Float.BYTES);
            sum = Math.fma(d, d, sum);
        }
        return sum;
    }

    /** @param apart number of values between one step of the query and the next */
    private static double one(double[] query, int start, int apart, int length, MemorySegment rows, long row) {
        double[] s = new double[CanonicalDistances.STRIPES];
        int at = start;
        for (int k = 0; k < length; k += CanonicalDistances.STRIPES) {
            for (int i = 0; i < CanonicalDistances.STRIPES; i++) {
                double d = query[at++] - rows.get(FLOAT, row + (long) (k + i) * Float.BYTES);
                s[i] = Math.fma(d, d, s[i]);
            }
            at += apart;
        }
        return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }
}
