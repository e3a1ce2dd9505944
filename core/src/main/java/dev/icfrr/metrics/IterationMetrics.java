package dev.icfrr.metrics;

import java.util.Map;

/**
 * The means over all queries after one iteration.
 *
 * @param iteration 0 for the initial order
 * @param means each between 0 and 1
 */
public record IterationMetrics(int iteration, Map<Metric, Double> means) {
    public IterationMetrics {
        means = Map.copyOf(means);
    }

    /** The mean of one metric. */
    public double of(Metric metric) {
        Double mean = means.get(metric);
        if (mean == null) {
            throw new IllegalArgumentException("not measured: " + metric);
        }
        return mean;
    }
}
