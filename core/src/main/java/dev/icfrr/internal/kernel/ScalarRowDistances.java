package dev.icfrr.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

final class ScalarRowDistances extends RowDistances {

    @Override
    double one(double[] query, MemorySegment rows, long start) {
        double[] sums = new double[CanonicalDistances.STRIPES];
        for (int k = 0; k < query.length; k++) {
            double d = query[k] - rows.get(FLOAT, start + (long) k * Float.BYTES);
            int i = k % CanonicalDistances.STRIPES;
            sums[i] = Math.fma(d, d, sums[i]);
        }
        return reduce(sums);
    }

    @Override
    void three(double[] query, MemorySegment rows, long start, long gap, double[] into, int at, int apart) {
        for (int i = 0; i < STREAMS; i++) {
            into[at + i * apart] = one(query, rows, start + i * gap);
        }
    }

    private static double reduce(double[] s) {
        return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }

    @Override
    void four(double[] query, float[] rows, double[] into) {
        for (int i = 0; i < ROWS; i++) {
            into[i] = one(query, rows, i * query.length);
        }
    }

    private static double one(double[] query, float[] row, int start) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        for (int k = 0; k < query.length; k += CanonicalDistances.STRIPES) {
            int at = start + k;
            double d0 = query[k] - row[at];
            double d1 = query[k + 1] - row[at + 1];
            double d2 = query[k + 2] - row[at + 2];
            double d3 = query[k + 3] - row[at + 3];
            double d4 = query[k + 4] - row[at + 4];
            double d5 = query[k + 5] - row[at + 5];
            double d6 = query[k + 6] - row[at + 6];
            double d7 = query[k + 7] - row[at + 7];
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

    @Override
    void fourToOne(double[] queries, int start, int length, MemorySegment rows, long row, double[] into) {
        double[] sums = new double[CanonicalDistances.STRIPES];
        for (int query = 0; query < QUERIES; query++) {
            Arrays.fill(sums, 0d);
            for (int k = 0; k < length; k++) {
                int i = k % CanonicalDistances.STRIPES;
                double value = queries[start + (k - i) * QUERIES + query * CanonicalDistances.STRIPES + i];
                double d = value - rows.get(FLOAT, row + (long) k * Float.BYTES);
                sums[i] = Math.fma(d, d, sums[i]);
            }
            into[query] = reduce(sums);
        }
    }
}
