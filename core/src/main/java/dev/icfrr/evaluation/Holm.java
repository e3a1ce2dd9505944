package dev.icfrr.evaluation;

import java.util.stream.IntStream;

/**
 * Holm's correction for many comparisons ("A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian
 * Journal of Statistics 1979): keeps the chance of any false finding below the level that adjusted values are held
 * against.
 */
public final class Holm {
    private Holm() {}

    /** Adjusted p-values, in the order given, each between the value itself and 1. */
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
