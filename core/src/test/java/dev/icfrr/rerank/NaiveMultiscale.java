package dev.icfrr.rerank;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The multi-scale vote in rational arithmetic, as its definition reads: the fast implementation must equal it. */
final class NaiveMultiscale {
    private final int[][] lists;
    private final int[] scales;
    private final int[] weights;
    private final int size;

    /**
     * Prepares one gallery.
     *
     * @param lists gallery indices, nearest first
     * @param k the largest scale, a power of two
     * @param weights by scale
     */
    NaiveMultiscale(int[][] lists, int k, List<Integer> weights) {
        this.lists = lists;
        this.size = lists.length;
        this.scales =
                IntStream.iterate(4, scale -> scale <= k, scale -> 2 * scale).toArray();
        this.weights = weights.isEmpty()
                ? Arrays.stream(scales).map(_ -> 1).toArray()
                : weights.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A fraction. */
    record Fraction(BigInteger numerator, BigInteger denominator) {
        static Fraction of(long numerator, long denominator) {
            return new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
        }

        Fraction plus(Fraction other) {
            return new Fraction(
                    numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                    denominator.multiply(other.denominator));
        }

        Fraction times(long factor) {
            return new Fraction(numerator.multiply(BigInteger.valueOf(factor)), denominator);
        }
    }

    /** The bonus of an item when the first places of an order vote. */
    Fraction bonus(int[] order, int item) {
        Fraction sum = Fraction.of(0, 1);
        for (int s = 0; s < scales.length; s++) {
            int k = scales[s];
            long votes = IntStream.range(0, Math.min(k, order.length))
                    .filter(place -> isAmong(lists[order[place]], k, item))
                    .count();
            long holding =
                    Arrays.stream(lists).filter(list -> isAmong(list, k, item)).count();
            sum = sum.plus(
                    Fraction.of(votes, k).plus(Fraction.of(-holding, size)).times(weights[s]));
        }
        return new Fraction(
                sum.numerator,
                sum.denominator.multiply(
                        BigInteger.valueOf(Arrays.stream(weights).sum())));
    }

    private static boolean isAmong(int[] list, int k, int item) {
        return Arrays.stream(list, 0, Math.min(k, list.length)).anyMatch(neighbor -> neighbor == item);
    }

    /** The orders at iterations 0 .. n of a query that ranks some of the gallery, ascending indices. */
    int[][] orders(int[] items, double[] distances, double beta, int iterations, UpdateRule rule) {
        double[] scoreOf = new double[size];
        IntStream.range(0, items.length).forEach(i -> scoreOf[items[i]] = -distances[i]);
        int[] order = sorted(items, scoreOf);
        double[] valueAt =
                Arrays.stream(order).mapToDouble(item -> scoreOf[item]).toArray();
        int[][] orders = new int[iterations + 1][];
        orders[0] = order;
        long total = (long) Arrays.stream(weights).sum() * scales[scales.length - 1] * size;
        for (int iteration = 1; iteration <= iterations; iteration++) {
            int[] voting = order;
            double[] scores = new double[size];
            for (int place = 0; place < voting.length; place++) {
                int item = voting[place];
                Fraction whole = bonus(voting, item).times(total);
                BigInteger[] parts = whole.numerator.divideAndRemainder(whole.denominator);
                if (parts[1].signum() != 0) {
                    throw new AssertionError("the bonus times the denominator is not a whole number");
                }
                double before = rule == UpdateRule.REFERENCE ? valueAt[place] : scoreOf[item];
                scores[item] = before + beta * parts[0].doubleValue() / (double) total;
            }
            order = sorted(voting, scores);
            System.arraycopy(scores, 0, scoreOf, 0, size);
            orders[iteration] = order;
        }
        return orders;
    }

    private static int[] sorted(int[] order, double[] scoreOf) {
        return Arrays.stream(order)
                .boxed()
                .sorted(Comparator.comparingDouble(item -> -(scoreOf[item] + 0d)))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
