package dev.icfrr.internal.kernel;

import java.lang.foreign.MemorySegment;

final class ScalarRowDistances extends RowDistances {

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
        into[index] = one(query, rows, at0, columns);
        into[index + 1] = one(query, rows, at1, columns);
        into[index + 2] = one(query, rows, at2, columns);
        into[index + 3] = one(query, rows, at3, columns);
    }

    @Override
    double one(double[] query, MemorySegment rows, long at, int columns) {
        double[] sums = new double[CanonicalDistances.STRIPES];
        for (int k = 0; k < columns; k++) {
            double difference = query[k] - rows.get(FLOAT, at + (long) k * Float.BYTES);
            int stripe = k % CanonicalDistances.STRIPES;
            sums[stripe] = Math.fma(difference, difference, sums[stripe]);
        }
        return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    }
}
