package dev.icfrr.cli.tensor;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.Tensor;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * Summary of a tensor's numbers.
 *
 * @param minimum smallest finite value, NaN if there is none
 * @param maximum largest finite value, NaN if there is none
 * @param mean mean of the finite values, NaN if there are none
 * @param nans number of values that are not a number
 * @param infinities number of infinite values
 */
record TensorStatistics(double minimum, double maximum, double mean, long nans, long infinities) {

    private static final int PART = 1 << 16;
    /** A view that repeats its elements can be huge although its file is small. */
    private static final long MOST_REPEATED = 1L << 26;

    /** Returns whether the statistics of a tensor can be computed in reasonable time. */
    static boolean isPossible(Tensor tensor) {
        return !tensor.dtype().isComplex() && (!tensor.repeatsElements() || tensor.count() <= MOST_REPEATED);
    }

    static TensorStatistics of(Tensor tensor) {
        Sums sums = new Sums();
        double[] values = new double[(int) Math.min(PART, tensor.count())];
        for (long done = 0; done < tensor.count(); done += values.length) {
            int length = (int) Math.min(values.length, tensor.count() - done);
            tensor.copyTo(done, values, 0, length);
            sums.add(values, length);
        }
        return sums.statistics();
    }

    static TensorStatistics of(Matrix matrix) {
        Sums sums = new Sums();
        double[] row = new double[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.copyRow(i, row);
            sums.add(row, row.length);
        }
        return sums.statistics();
    }

    /** Values that were read so far. */
    private static final class Sums {
        private double minimum = Double.POSITIVE_INFINITY;
        private double maximum = Double.NEGATIVE_INFINITY;
        private double sum;
        private long finite;
        private long nans;
        private long infinities;

        void add(double[] values, int length) {
            double part = 0;
            for (int i = 0; i < length; i++) {
                double value = values[i];
                if (Double.isFinite(value)) {
                    minimum = Math.min(minimum, value);
                    maximum = Math.max(maximum, value);
                    part += value;
                    finite++;
                } else if (Double.isNaN(value)) {
                    nans++;
                } else {
                    infinities++;
                }
            }
            sum += part;
        }

        TensorStatistics statistics() {
            return finite == 0
                    ? new TensorStatistics(Double.NaN, Double.NaN, Double.NaN, nans, infinities)
                    : new TensorStatistics(minimum, maximum, sum / finite, nans, infinities);
        }
    }

    /** Adds the statistics to JSON. Numbers that JSON cannot represent are left out. */
    void describe(ObjectNode into) {
        if (!Double.isNaN(mean)) {
            into.put("min", minimum);
            into.put("max", maximum);
        }
        if (Double.isFinite(mean)) {
            into.put("mean", mean);
        }
        into.put("nan", nans);
        into.put("infinite", infinities);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "min %.6g  max %.6g  mean %.6g  NaN %d  Inf %d", minimum, maximum, mean, nans, infinities);
    }
}
