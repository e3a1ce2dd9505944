package dev.icfrr.evaluation;

import java.util.Arrays;

/** The median of values. */
public final class Median {
    private Median() {}

    /**
     * Returns the median; the mean of the middle two for an even number of values.
     *
     * @param values at least one; not changed
     */
    public static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
