package dev.icfrr.evaluation;

import java.util.stream.IntStream;

/**
 * Holm's correction for multiple comparisons ("A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian
 * Journal of Statistics 1979). If adjusted p-values are compared with a level, the probability of any false positive is
 * at most that level.
 */
public final class Holm {
    private Holm() {}

    /** Returns the adjusted p-values in the given order, each between the original value and 1. */
    public static double[] adjust(double[] pValues) {
        int[] ascending = IntStream.range(0, pValues.length)
                .boxed()
                .sorted((i, j) -> Double.compare(pValues[i], pValues[j]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[pValues.length];
        double largest = 0;
        for (int i = 0; i < ascending.length; i++) {
            largest = Math.max(largest, Math.min(1, (ascending.length - i) * pValues[ascending[i]]));
            adjusted[ascending[i]] = largest;
        }
        return adjusted;
    }
}
