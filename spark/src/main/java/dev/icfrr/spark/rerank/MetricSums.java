package dev.icfrr.spark.rerank;

import dev.icfrr.metrics.JudgedRanking;
import dev.icfrr.metrics.Measure;
import dev.icfrr.spark.table.ItemLabels;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Metrics of rankings, summed over queries. */
public final class MetricSums {
    private static final List<Measure> METRICS = Measure.reference();

    private MetricSums() {}

    /** Returns zeros: the metrics of iteration 0, then of iteration 1, and so on. */
    static double[] sums(int iterations) {
        return new double[(iterations + 1) * METRICS.size()];
    }

    /**
     * Adds one ranking.
     *
     * @param relevant number of relevant items in the gallery
     */
    static void add(double[] sums, int iteration, int[] order, long label, ItemLabels labels, int relevant) {
        boolean[] hits = new boolean[order.length];
        for (int rank = 0; rank < order.length; rank++) {
            hits[rank] = labels.of(order[rank]) == label;
        }
        JudgedRanking ranking = JudgedRanking.binary(hits, relevant);
        for (int m = 0; m < METRICS.size(); m++) {
            sums[iteration * METRICS.size() + m] += METRICS.get(m).of(ranking);
        }
    }

    /**
     * Returns the mean of every metric at every iteration.
     *
     * @param sumsOfBatches in the order of batches, so that rounding is the same on every run
     */
    public static double[][] means(Collection<double[]> sumsOfBatches, int iterations, int queries) {
        double[][] means = new double[iterations + 1][METRICS.size()];
        for (int iteration = 0; iteration <= iterations; iteration++) {
            for (int m = 0; m < METRICS.size(); m++) {
                double total = 0;
                for (double[] sums : sumsOfBatches) {
                    total += sums[iteration * METRICS.size() + m];
                }
                means[iteration][m] = total / queries;
            }
        }
        return means;
    }

    /** Returns a table with a line per iteration. */
    public static String table(double[][] means) {
        StringBuilder text = new StringBuilder("iteration");
        for (Measure metric : METRICS) {
            text.append(String.format(Locale.ROOT, "%11s", metric.label()));
        }
        for (int iteration = 0; iteration < means.length; iteration++) {
            text.append(System.lineSeparator()).append(String.format(Locale.ROOT, "%9d", iteration));
            for (double mean : means[iteration]) {
                text.append(String.format(Locale.ROOT, "%11.5f", mean));
            }
        }
        return text.toString();
    }

    /** Returns the same shape as the metrics.json of {@code icfrr rerank}. */
    public static String json(String parameters, double[][] means) {
        StringBuilder text =
                new StringBuilder("{\"parameters\": ").append(parameters).append(", \"iterations\": [");
        String between = "\n";
        for (int iteration = 0; iteration < means.length; iteration++) {
            text.append(between).append("  {\"iteration\": ").append(iteration);
            for (int m = 0; m < METRICS.size(); m++) {
                text.append(", \"")
                        .append(METRICS.get(m).label())
                        .append("\": ")
                        .append(means[iteration][m]);
            }
            text.append('}');
            between = ",\n";
        }
        return text.append("\n]}\n").toString();
    }
}
