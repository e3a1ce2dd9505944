package dev.icfrr.spark.rerank;

import dev.icfrr.metrics.IterationMetrics;
import dev.icfrr.metrics.JudgedRanking;
import dev.icfrr.metrics.Metric;
import dev.icfrr.spark.table.ItemLabels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Metrics of rankings, added up query by query. */
public final class MetricSums {
    private static final Metric[] METRICS = Metric.values();

    private MetricSums() {}

    /** Sums of a few queries: the metrics of iteration 0, then of iteration 1, and so on. */
    static double[] sums(int iterations) {
        return new double[(iterations + 1) * METRICS.length];
    }

    /**
     * Adds one ranking.
     *
     * @param relevant how many relevant items the gallery has
     */
    static void add(double[] sums, int iteration, int[] order, long label, ItemLabels labels, int relevant) {
        boolean[] hits = new boolean[order.length];
        for (int rank = 0; rank < order.length; rank++) {
            hits[rank] = labels.of(order[rank]) == label;
        }
        JudgedRanking ranking = JudgedRanking.binary(hits, relevant);
        for (int m = 0; m < METRICS.length; m++) {
            sums[iteration * METRICS.length + m] += METRICS[m].measure().of(ranking);
        }
    }

    /** @param sumsOfBatches in an order that does not depend on who computed them */
    public static List<IterationMetrics> means(Collection<double[]> sumsOfBatches, int iterations, int queries) {
        double[] total = sums(iterations);
        for (double[] sums : sumsOfBatches) {
            for (int i = 0; i < total.length; i++) {
                total[i] += sums[i];
            }
        }
        List<IterationMetrics> means = new ArrayList<>();
        for (int iteration = 0; iteration <= iterations; iteration++) {
            Map<Metric, Double> of = new EnumMap<>(Metric.class);
            for (int m = 0; m < METRICS.length; m++) {
                of.put(METRICS[m], total[iteration * METRICS.length + m] / queries);
            }
            means.add(new IterationMetrics(iteration, of));
        }
        return means;
    }

    public static String table(List<IterationMetrics> means) {
        StringBuilder text = new StringBuilder("iteration");
        for (Metric metric : METRICS) {
            text.append(String.format(Locale.ROOT, "%11s", metric.label()));
        }
        for (IterationMetrics row : means) {
            text.append(System.lineSeparator()).append(String.format(Locale.ROOT, "%9d", row.iteration()));
            for (Metric metric : METRICS) {
                text.append(String.format(Locale.ROOT, "%11.5f", row.of(metric)));
            }
        }
        return text.toString();
    }

    /** The same shape as the metrics.json of {@code icfrr rerank}. */
    public static String json(String parameters, List<IterationMetrics> means) {
        StringBuilder text =
                new StringBuilder("{\"parameters\": ").append(parameters).append(", \"iterations\": [");
        String between = "\n";
        for (IterationMetrics row : means) {
            text.append(between).append("  {\"iteration\": ").append(row.iteration());
            for (Metric metric : METRICS) {
                text.append(", \"").append(metric.label()).append("\": ").append(row.of(metric));
            }
            text.append('}');
            between = ",\n";
        }
        return text.append("\n]}\n").toString();
    }
}
