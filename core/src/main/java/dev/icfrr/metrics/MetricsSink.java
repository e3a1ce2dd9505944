package dev.icfrr.metrics;

import dev.icfrr.rerank.RerankSink;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures every query at every iteration by the metrics of the public Python code. Values do not depend on the order in
 * which queries come.
 */
public final class MetricsSink implements RerankSink {
    private final MeasureSink values;
    private final int iterations;

    /** Measures iterations 0 .. {@code iterations}. */
    public MetricsSink(Labels labels, int iterations) {
        this.values = new MeasureSink(labels, iterations, Measure.reference());
        this.iterations = iterations;
    }

    @Override
    public void accept(int query, int iteration, int[] order) {
        values.accept(query, iteration, order);
    }

    /** One query's value. */
    public double ofQuery(Metric metric, int iteration, int query) {
        return values.ofQuery(metric.measure(), iteration, query);
    }

    /** The mean over all queries. */
    public double mean(Metric metric, int iteration) {
        return values.mean(metric.measure(), iteration);
    }

    /** The means of all metrics at all iterations. */
    public List<IterationMetrics> means() {
        List<IterationMetrics> means = new ArrayList<>();
        for (int iteration = 0; iteration <= iterations; iteration++) {
            EnumMap<Metric, Double> of = new EnumMap<>(Metric.class);
            for (Metric metric : Metric.values()) {
                of.put(metric, mean(metric, iteration));
            }
            means.add(new IterationMetrics(iteration, Map.copyOf(of)));
        }
        return List.copyOf(means);
    }
}
