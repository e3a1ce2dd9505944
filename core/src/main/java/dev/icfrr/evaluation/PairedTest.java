package dev.icfrr.evaluation;

import java.util.SplittableRandom;

/**
 * A test of whether two systems differ on the same queries. The p-value is the probability of a difference at least as
 * large, in either direction, if the systems were equal. A small p-value means that the difference is significant.
 */
public sealed interface PairedTest {

    /**
     * Returns the two-sided p-value.
     *
     * @param a one system's values, query by query
     * @param b the other system's values for the same queries
     * @throws IllegalArgumentException if the numbers of values differ, there are none, or one is not finite
     */
    double pValue(double[] a, double[] b);

    /**
     * Fisher's randomization test of the mean difference, which flips the signs of the differences. If at most 20
     * queries differ, all combinations of signs are tried and the value is exact. Otherwise {@code permutations}
     * combinations are drawn, and the value is {@code (1 + as large) / (1 + drawn)}.
     *
     * @param permutations number of combinations to draw, at least 1
     * @param seed seed of the draw; the same seed gives the same value
     */
    record Randomization(int permutations, long seed) implements PairedTest {
        /** Enough combinations for three digits of a p-value near 0.05. */
        public static final int DEFAULT_PERMUTATIONS = 100_000;

        private static final int MOST_FOR_ALL_WAYS = 20;

        public Randomization {
            if (permutations < 1) {
                throw new IllegalArgumentException("permutations must be at least 1, not " + permutations);
            }
        }

        @Override
        public double pValue(double[] a, double[] b) {
            double[] differences = nonZero(differences(a, b));
            double observed = 0;
            double magnitude = 0;
            for (double difference : differences) {
                observed += difference;
                magnitude += Math.abs(difference);
            }
            // Sums that differ only by rounding count as equal.
            double limit = Math.abs(observed) - 1e-12 * magnitude;
            return differences.length <= MOST_FOR_ALL_WAYS ? allWays(differences, limit) : drawn(differences, limit);
        }

        private static double allWays(double[] differences, double limit) {
            int ways = 1 << differences.length;
            int asLarge = 0;
            for (int signs = 0; signs < ways; signs++) {
                double sum = 0;
                for (int i = 0; i < differences.length; i++) {
                    sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
                }
                asLarge += Math.abs(sum) >= limit ? 1 : 0;
            }
            return (double) asLarge / ways;
        }

        private double drawn(double[] differences, double limit) {
            SplittableRandom random = new SplittableRandom(seed);
            int asLarge = 0;
            for (int permutation = 0; permutation < permutations; permutation++) {
                double sum = 0;
                long signs = 0;
                for (int i = 0; i < differences.length; i++) {
                    signs = (i & 63) == 0 ? random.nextLong() : signs >>> 1;
                    sum += (signs & 1) == 0 ? differences[i] : -differences[i];
                }
                asLarge += Math.abs(sum) >= limit ? 1 : 0;
            }
            return (1.0 + asLarge) / (1.0 + permutations);
        }

        private static double[] nonZero(double[] differences) {
            return java.util.Arrays.stream(differences)
                    .filter(difference -> difference != 0)
                    .toArray();
        }
    }

    /** Student's t-test of paired differences. Needs at least 2 queries; no difference at all gives 1. */
    record StudentT() implements PairedTest {

        @Override
        public double pValue(double[] a, double[] b) {
            double[] differences = differences(a, b);
            int count = differences.length;
            if (count < 2) {
                throw new IllegalArgumentException("a t-test needs at least 2 queries, not " + count);
            }
            double mean = 0;
            for (double difference : differences) {
                mean += difference / count;
            }
            double squares = 0;
            for (double difference : differences) {
                squares += (difference - mean) * (difference - mean);
            }
            if (squares == 0) {
                return mean == 0 ? 1 : 0;
            }
            double t = mean / Math.sqrt(squares / (count - 1) / count);
            return StudentDistribution.twoSided(t, count - 1);
        }
    }

    private static double[] differences(double[] a, double[] b) {
        if (a.length != b.length || a.length == 0) {
            throw new IllegalArgumentException(
                    "a paired test needs the same queries of both, not " + a.length + " and " + b.length);
        }
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = a[i] - b[i];
            if (!Double.isFinite(differences[i])) {
                throw new IllegalArgumentException("query " + i + " has " + a[i] + " and " + b[i]);
            }
        }
        return differences;
    }
}
