package dev.icfrr.rerank;

import java.util.Arrays;
import java.util.Comparator;

/** The formulas written down as they stand, on full matrices: what the fast path must equal. */
final class NaiveIcfrr {
    private NaiveIcfrr() {}

    /** The orders at iterations 0 .. n of one query. */
    static int[][] orders(
            double[] query, double[][] gallery, int kg, int kq, double beta, int iterations, UpdateRule rule) {
        return orders(query, indices(query.length), gallery, kg, kq, beta, iterations, rule);
    }

    /** The orders of some of the gallery, ascending indices, for a query whose distances to all are given. */
    static int[][] orders(
            double[] query,
            Integer[] items,
            double[][] gallery,
            int kg,
            int kq,
            double beta,
            int iterations,
            UpdateRule rule) {
        int size = query.length;
        long[][] weights = weights(gallery, kg, rule);
        double[] initial = Arrays.stream(query).map(distance -> -distance).toArray();
        Integer[] order = sorted(items, initial);
        double[] valueAt =
                Arrays.stream(order).mapToDouble(item -> initial[item]).toArray();
        double[] scoreOf = initial.clone();
        int[][] orders = new int[iterations + 1][];
        orders[0] = unboxed(order);
        int top = Math.min(kq, items.length);
        for (int iteration = 1; iteration <= iterations; iteration++) {
            double[] score = new double[size];
            for (int position = 0; position < items.length; position++) {
                int item = order[position];
                long sum = 0;
                for (int voter = 0; voter < top; voter++) {
                    sum += weights[order[voter]][item];
                }
                double before = rule == UpdateRule.REFERENCE ? valueAt[position] : scoreOf[item];
                score[item] = sum == 0 ? before : before + beta * sum / (double) ((long) (size - 1) * top);
            }
            order = sorted(order, score);
            scoreOf = score;
            orders[iteration] = unboxed(order);
        }
        return orders;
    }

    /** {@code weights[j][i]} = G-1-r for the item i at rank r among the neighbors of j, else 0. */
    private static long[][] weights(double[][] gallery, int kg, UpdateRule rule) {
        int size = gallery.length;
        long[][] weights = new long[size][size];
        for (int item = 0; item < size; item++) {
            double[] closeness =
                    Arrays.stream(gallery[item]).map(distance -> -distance).toArray();
            int rank = 0;
            Integer[] row = sorted(indices(size), closeness);
            for (int position = 0; position < size; position++) {
                boolean self = rule == UpdateRule.REFERENCE ? position == 0 : row[position] == item;
                if (!self && rank < kg) {
                    weights[item][row[position]] = size - 1L - rank;
                    rank++;
                }
            }
        }
        return weights;
    }

    private static Integer[] sorted(Integer[] order, double[] scoreOf) {
        Integer[] sorted = order.clone();
        Arrays.sort(sorted, Comparator.comparingDouble(item -> -(scoreOf[item] + 0d)));
        return sorted;
    }

    static Integer[] indices(int size) {
        Integer[] indices = new Integer[size];
        Arrays.setAll(indices, i -> i);
        return indices;
    }

    private static int[] unboxed(Integer[] order) {
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }
}
