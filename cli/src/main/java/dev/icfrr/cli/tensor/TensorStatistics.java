package dev.icfrr.cli.tensor;

import dev.icfrr.tensor.Tensor;
import java.util.Locale;

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
        double minimum = Double.POSITIVE_INFINITY;
        double maximum = Double.NEGATIVE_INFINITY;
        double sum = 0;
        long nans = 0;
        long infinities = 0;
        double[] values = new double[(int) Math.min(PART, tensor.count())];
        for (long done = 0; done < tensor.count(); done += values.length) {
            int length = (int) Math.min(values.length, tensor.count() - done);
            tensor.copyTo(done, values, 0, length);
            double partSum = 0;
            for (int i = 0; i < length; i++) {
                double value = values[i];
                if (Double.isFinite(value)) {
                    minimum = Math.min(minimum, value);
                    maximum = Math.max(maximum, value);
                    partSum += value;
                } else if (Double.isNaN(value)) {
                    nans++;
                } else {
                    infinities++;
                }
            }
            sum += partSum;
        }
        long finite = tensor.count() - nans - infinities;
        return finite == 0
                ? new TensorStatistics(Double.NaN, Double.NaN, Double.NaN, nans, infinities)
                : new TensorStatistics(minimum, maximum, sum / finite, nans, infinities);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "min %.6g  max %.6g  mean %.6g  NaN %d  Inf %d", minimum, maximum, mean, nans, infinities);
    }
}
