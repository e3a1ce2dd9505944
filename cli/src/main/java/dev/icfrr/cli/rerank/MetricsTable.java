package dev.icfrr.cli.rerank;

import dev.icfrr.cli.console.Csv;
import dev.icfrr.cli.console.TextTable;
import dev.icfrr.cli.console.TextTable.Column;
import dev.icfrr.metrics.IterationMetrics;
import dev.icfrr.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Metrics per iteration as text. */
public final class MetricsTable {
    private MetricsTable() {}

    /** A table for people, the best of each column marked. */
    public static String text(List<IterationMetrics> iterations) {
        List<Column> columns = new ArrayList<>(List.of(Column.right("iteration")));
        for (Metric metric : Metric.values()) {
            columns.add(Column.right(metric.label() + " "));
        }
        TextTable table = new TextTable(columns);
        for (IterationMetrics row : iterations) {
            List<String> cells = new ArrayList<>(List.of(Integer.toString(row.iteration())));
            for (Metric metric : Metric.values()) {
                boolean best = row.iteration() == bestIteration(iterations, metric);
                cells.add(String.format(Locale.ROOT, "%.5f%s", row.of(metric), best ? "*" : " "));
            }
            table.row(cells);
        }
        return table + "* best value of the column (the first of equal ones)" + System.lineSeparator();
    }

    /** Comma-separated values with a header line. */
    public static String csv(List<IterationMetrics> iterations) {
        List<Object> header = new ArrayList<>(List.of("iteration"));
        for (Metric metric : Metric.values()) {
            header.add(metric.label());
        }
        Csv csv = new Csv(header);
        for (IterationMetrics row : iterations) {
            List<Object> cells = new ArrayList<>(List.of(row.iteration()));
            for (Metric metric : Metric.values()) {
                cells.add(row.of(metric));
            }
            csv.row(cells);
        }
        return csv.toString();
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
}
