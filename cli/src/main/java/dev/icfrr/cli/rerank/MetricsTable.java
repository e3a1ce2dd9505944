package dev.icfrr.cli.rerank;

import dev.icfrr.metrics.IterationMetrics;
import dev.icfrr.metrics.Metric;
import java.util.List;
import java.util.Locale;

/** Metrics per iteration as text. */
public final class MetricsTable {
    private static final int WIDTH = 11;

    private MetricsTable() {}

    /** A table for people, the best of each column marked. */
    public static String text(List<IterationMetrics> iterations) {
        StringBuilder text = new StringBuilder("iteration");
        for (Metric metric : Metric.values()) {
            text.append(pad(metric.label())).append(' ');
        }
        endLine(text);
        for (IterationMetrics row : iterations) {
            text.append(String.format(Locale.ROOT, "%9d", row.iteration()));
            for (Metric metric : Metric.values()) {
                boolean best = row.iteration() == bestIteration(iterations, metric);
                text.append(pad(String.format(Locale.ROOT, "%.5f", row.of(metric))))
                        .append(best ? '*' : ' ');
            }
            endLine(text);
        }
        return text.append("* best of its column (the first, where equal)")
                .append(System.lineSeparator())
                .toString();
    }

    /** Comma-separated values with a header line. */
    public static String csv(List<IterationMetrics> iterations) {
        StringBuilder text = new StringBuilder("iteration");
        for (Metric metric : Metric.values()) {
            text.append(',').append(metric.label());
        }
        text.append(System.lineSeparator());
        for (IterationMetrics row : iterations) {
            text.append(row.iteration());
            for (Metric metric : Metric.values()) {
                text.append(',').append(row.of(metric));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    /** The first iteration at which a metric is highest. */
    public static int bestIteration(List<IterationMetrics> iterations, Metric metric) {
        IterationMetrics best = iterations.getFirst();
        for (IterationMetrics row : iterations) {
            if (row.of(metric) > best.of(metric)) {
                best = row;
            }
        }
        return best.iteration();
    }

    private static String pad(String text) {
        return " ".repeat(Math.max(1, WIDTH - text.length())) + text;
    }

    private static void endLine(StringBuilder text) {
        text.setLength(text.toString().stripTrailing().length());
        text.append(System.lineSeparator());
    }
}
