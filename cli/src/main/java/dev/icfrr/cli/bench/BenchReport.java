package dev.icfrr.cli.bench;

import dev.icfrr.cli.bench.OneQuery.Latency;
import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.Csv;
import dev.icfrr.cli.console.TextTable;
import dev.icfrr.cli.console.TextTable.Column;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A benchmark's result as a table for people, as JSON, or as a row for a spreadsheet. */
public final class BenchReport {
    private BenchReport() {}

    /** Returns a table for the terminal. */
    public static String table(BenchResult result) {
        StringBuilder text = new StringBuilder();
        result.machine().forEach((name, value) -> text.append("%-16s %s%n".formatted(name, value)));
        text.append("%-16s %s%n".formatted("inputs", inputs(result.settings().inputs())));
        text.append("%-16s %s%n%n".formatted("parameters", parameters(result)));
        TextTable times = new TextTable(
                List.of(Column.left("seconds"), Column.right("median"), Column.right("min"), Column.right("max")));
        for (String stage : result.times().stages()) {
            List<Double> values = result.times().of(stage);
            times.row(List.of(
                    stage,
                    seconds(result.times().median(stage)),
                    seconds(Collections.min(values)),
                    seconds(Collections.max(values))));
        }
        text.append(times);
        if (!Double.isNaN(result.millisecondsPerIteration())) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nper query and iteration: %.4f ms of wall time, all threads together%n",
                    result.millisecondsPerIteration()));
        }
        result.latencies()
                .forEach((what, latency) -> text.append(String.format(
                        Locale.ROOT,
                        "%s, one thread: p50 %.3f ms, p99 %.3f ms (%d calls)%n",
                        what,
                        latency.percentile(0.5),
                        latency.percentile(0.99),
                        latency.milliseconds().length)));
        text.append("%n%-16s %s%n".formatted("peak memory", memory(result)));
        text.append("%-16s %s%n".formatted("mAP@all", series(result)));
        return text.toString();
    }

    private static String inputs(BenchInputs inputs) {
        return "%s: %,d queries x %,d gallery items, %,d dimensions, %,d classes, noise %s, seed %d"
                .formatted(
                        inputs.name(),
                        inputs.queries(),
                        inputs.gallery(),
                        inputs.dimensions(),
                        inputs.classes(),
                        inputs.noise(),
                        inputs.seed());
    }

    private static String parameters(BenchResult result) {
        BenchParameters parameters = result.settings().parameters();
        String votes = parameters.method().vote().isMultiscale()
                ? "multi-scale votes, K " + parameters.kg()
                : "KG " + parameters.kg() + ", KQ " + parameters.method().kq();
        return "%s, %d iterations, update %s, from %s, neighbors %s"
                .formatted(
                        votes,
                        parameters.method().iterations(),
                        parameters.method().update().label(),
                        result.settings().source().label(),
                        result.neighbors());
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.4f" : "%.2f", value);
    }

    private static String memory(BenchResult result) {
        return result.memory().entrySet().stream()
                .map(stage -> stage.getKey() + ": "
                        + stage.getValue().entrySet().stream()
                                .map(peak -> Bytes.text(peak.getValue()) + " " + peak.getKey())
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private static String series(BenchResult result) {
        return result.meanAveragePrecision().stream()
                .map(mean -> String.format(Locale.ROOT, "%.4f", mean))
                .collect(Collectors.joining(" "));
    }

    /** Returns all results as JSON. */
    public static String json(BenchResult result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", result.machine());
        all.put("inputs", result.settings().inputs());
        BenchParameters parameters = result.settings().parameters();
        Map<String, Object> method = new LinkedHashMap<>();
        method.put("vote", parameters.method().vote().label());
        method.put("KG", parameters.kg());
        method.put("KQ", parameters.method().kq());
        method.put("iterations", parameters.method().iterations());
        method.put("update", parameters.method().update().label());
        method.put("from", result.settings().source().label());
        method.put("neighbors", result.neighbors());
        all.put("parameters", method);
        Map<String, Object> stages = new LinkedHashMap<>();
        for (String stage : result.times().stages()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("median", result.times().median(stage));
            values.put("all", result.times().of(stage));
            stages.put(stage, values);
        }
        all.put("seconds", stages);
        if (!Double.isNaN(result.millisecondsPerIteration())) {
            all.put("milliseconds_per_query_and_iteration", result.millisecondsPerIteration());
        }
        Map<String, Object> latencies = new LinkedHashMap<>();
        result.latencies().forEach((what, latency) -> latencies.put(what, percentiles(latency)));
        all.put("milliseconds_of_one_query", latencies);
        all.put("peak_bytes", result.memory());
        all.put("mAP@all", result.meanAveragePrecision());
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }

    private static Map<String, Object> percentiles(Latency latency) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("p50", latency.percentile(0.5));
        values.put("p99", latency.percentile(0.99));
        values.put("calls", latency.milliseconds().length);
        return values;
    }

    /** Returns a header line and a line of values, with the same columns for every benchmark. */
    public static String csv(BenchResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        BenchInputs inputs = result.settings().inputs();
        BenchParameters parameters = result.settings().parameters();
        row.put("gallery", inputs.gallery());
        row.put("queries", inputs.queries());
        row.put("dimensions", inputs.dimensions());
        row.put("kg", parameters.kg());
        row.put("kq", parameters.method().kq());
        row.put("iterations", parameters.method().iterations());
        row.put("threads", result.settings().parallelism().threads());
        row.put("kernel", String.valueOf(result.machine().get("kernel")));
        row.put("from", result.settings().source().label());
        row.put("neighbors_s", result.times().median(BenchResult.NEIGHBORS));
        row.put("query_distances_s", result.times().medianOfSum("query distances"));
        row.put("initial_order_s", result.times().median("initial order"));
        row.put("iterations_s", result.times().medianOfSum("iteration "));
        row.put("metrics_s", result.times().median("metrics"));
        row.put("all_queries_s", result.times().median(BenchResult.QUERIES));
        Latency one = result.latencies().get("one query, whole gallery");
        row.put("one_query_p50_ms", one == null ? "" : one.percentile(0.5));
        row.put("one_query_p99_ms", one == null ? "" : one.percentile(0.99));
        row.put("peak_resident_bytes", result.peak("resident"));
        row.put("peak_own_bytes", result.peak("resident without mapped files"));
        row.put("peak_heap_bytes", result.peak("Java heap used"));
        row.replaceAll((_, value) -> value instanceof Double d ? rounded(d) : value);
        return new Csv(row.keySet()).row(row.values()).toString();
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
