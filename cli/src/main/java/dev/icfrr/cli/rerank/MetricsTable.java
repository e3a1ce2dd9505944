package dev.icfrr.cli.rerank;

import dev.icfrr.cli.console.Csv;
import dev.icfrr.cli.console.TextTable;
import dev.icfrr.cli.console.TextTable.Column;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Metrics per iteration as text. */
public final class MetricsTable {
    private MetricsTable() {}

    /** Returns a table for people; the best value of each column is marked. */
    public static String text(MeasureSink metrics) {
        List<Column> columns = new ArrayList<>(List.of(Column.right("iteration")));
        for (Measure metric : metrics.measures()) {
            columns.add(Column.right(metric.label() + " "));
        }
        TextTable table = new TextTable(columns);
        for (int iteration = 0; iteration <= metrics.iterations(); iteration++) {
            List<String> cells = new ArrayList<>(List.of(Integer.toString(iteration)));
            for (Measure metric : metrics.measures()) {
                boolean best = iteration == bestIteration(metrics, metric);
                cells.add(String.format(Locale.ROOT, "%.5f%s", metrics.mean(metric, iteration), best ? "*" : " "));
            }
            table.row(cells);
        }
        return table + "* best value of the column (the first of equal ones)" + System.lineSeparator();
    }

    /** Returns comma-separated values with a header line; the header alone without labels. */
    public static String csv(Optional<MeasureSink> measured) {
        List<Object> header = new ArrayList<>(List.of("iteration"));
        Measure.reference().forEach(metric -> header.add(metric.label()));
        Csv csv = new Csv(header);
        measured.ifPresent(metrics -> {
            for (int iteration = 0; iteration <= metrics.iterations(); iteration++) {
                List<Object> cells = new ArrayList<>(List.of(iteration));
                for (Measure metric : Measure.reference()) {
                    cells.add(metrics.mean(metric, iteration));
                }
                csv.row(cells);
            }
        });
        return csv.toString();
    }

    /** Returns the first iteration at which a metric is highest. */
    public static int bestIteration(MeasureSink metrics, Measure metric) {
        List<Double> means = metrics.means(metric);
        return means.indexOf(Collections.max(means));
    }
}
