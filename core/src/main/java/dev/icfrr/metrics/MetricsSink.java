package dev.icfrr.metrics;

import dev.icfrr.RerankSink;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Measures every query at every iteration. Values do not depend on the order in which queries come. */
public final class MetricsSink implements RerankSink {
    private static final int CUT = 200;

    private final Labels labels;
    private final EnumMap<Metric, double[][]> values = new EnumMap<>(Metric.class);
    private final int iterations;

    /** Measures iterations 0 .. {@code iterations}. */
    public MetricsSink(Labels labels, int iterations) {
        this.labels = labels;
        this.iterations = iterations;
        for (Metric metric : Metric.values()) {
            values.put(metric, new double[iterations + 1][labels.queries()]);
        }
    }

    @Override
    public void accept(int query, int iteration, int[] order) {
        int hits = 0;
        double precisions = 0;
        int hitsAt25 = 0;
        int hitsAt100 = 0;
        int hitsAt200 = 0;
        double averageAt200 = 0;
        for (int rank = 0; rank < order.length; rank++) {
            if (labels.isRelevant(query, order[rank])) {
                hits++;
                precisions += hits / (rank + 1.0);
                hitsAt25 += rank < 25 ? 1 : 0;
                hitsAt100 += rank < 100 ? 1 : 0;
                if (rank < CUT) {
                    hitsAt200++;
                    averageAt200 = precisions / hits;
                }
            }
        }
        put(Metric.MAP_AT_ALL, iteration, query, hits == 0 ? 0 : precisions / hits);
        put(Metric.MAP_AT_200, iteration, query, averageAt200);
        put(Metric.PRECISION_AT_25, iteration, query, hitsAt25 / 25.0);
        put(Metric.PRECISION_AT_100, iteration, query, hitsAt100 / 100.0);
        put(Metric.PRECISION_AT_200, iteration, query, hitsAt200 / 200.0);
    }

    private void put(Metric metric, int iteration, int query, double value) {
        row(metric, iteration)[query] = value;
    }

    /** One query's value. */
    public double ofQuery(Metric metric, int iteration, int query) {
        return row(metric, iteration)[query];
    }

    /** The mean over all queries. */
    public double mean(Metric metric, int iteration) {
        double sum = 0;
        for (double value : row(metric, iteration)) {
            sum += value;
        }
        return sum / labels.queries();
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

    private double[] row(Metric metric, int iteration) {
        double[][] rows = values.get(metric);
        if (rows == null) {
            throw new IllegalArgumentException("not measured: " + metric);
        }
        return rows[iteration];
    }
}
