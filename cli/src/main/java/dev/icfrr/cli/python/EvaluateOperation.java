package dev.icfrr.cli.python;

import dev.icfrr.cli.compare.Comparison;
import dev.icfrr.cli.compare.ComparisonReport;
import dev.icfrr.cli.compare.ComparisonRow;
import dev.icfrr.evaluation.Evaluation;
import dev.icfrr.evaluation.PairedTest;
import dev.icfrr.evaluation.Qrels;
import dev.icfrr.evaluation.Run;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.parallel.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Measures rankings of any origin. */
final class EvaluateOperation {
    private EvaluateOperation() {}

    private enum Test {
        RANDOMIZATION,
        T_TEST
    }

    /** Measures {@code names} by their orders, the arrays {@code orders_0}, {@code orders_1}, … of gallery indices. */
    static Object ranks(Request request, ProgressListener progress) throws IOException {
        Labels labels = request.labels();
        List<Measure> measures = measures(request);
        List<ComparisonRow> rows = new ArrayList<>();
        for (String name : request.texts("names")) {
            progress.onProgress("measures", rows.size(), request.texts("names").size());
            rows.add(row(
                    name, Evaluation.of(request.array("orders_" + rows.size()).tensor(), labels, measures)));
        }
        return compared(rows, request);
    }

    /** Measures {@code runs}, scores by name, query and item, by the grades {@code qrels}. */
    static Object runs(Request request, ProgressListener unused) {
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        request.node("qrels").properties().forEach(query -> {
            Map<String, Integer> judged = new LinkedHashMap<>();
            query.getValue()
                    .properties()
                    .forEach(item -> judged.put(item.getKey(), item.getValue().intValue()));
            grades.put(query.getKey(), judged);
        });
        Qrels qrels = Qrels.of(grades);
        List<ComparisonRow> rows = new ArrayList<>();
        request.node("runs")
                .properties()
                .forEach(run -> rows.add(row(
                        run.getKey(),
                        Evaluation.of(run(run.getValue()), qrels, measures(request), request.flag("all_queries")))));
        return compared(rows, request);
    }

    private static Run run(JsonNode scores) {
        Run.Builder builder = new Run.Builder();
        scores.properties()
                .forEach(query -> query.getValue()
                        .properties()
                        .forEach(item -> builder.add(
                                query.getKey(), item.getKey(), item.getValue().doubleValue())));
        return builder.build();
    }

    private static List<Measure> measures(Request request) {
        return request.texts("metrics").stream().map(Measure::parse).toList();
    }

    private static ComparisonRow row(String name, Evaluation evaluation) {
        return new ComparisonRow(name, evaluation, Optional.empty());
    }

    private static Object compared(List<ComparisonRow> rows, Request request) {
        return report(Comparison.of(rows, rows.size() > 1 ? List.of(0) : List.of(), test(request)));
    }

    /** Returns the p-value of the difference of {@code a} and {@code b}, values of the same queries. */
    static Object significance(Request request, ProgressListener unused) throws IOException {
        return test(request)
                .pValue(
                        request.array("a").tensor().toDoubleArray(),
                        request.array("b").tensor().toDoubleArray());
    }

    /** Returns the significance test of a request. */
    static PairedTest test(Request request) {
        return switch (request.choice("test", Test.RANDOMIZATION)) {
            case RANDOMIZATION ->
                new PairedTest.Randomization(
                        request.whole("permutations", PairedTest.Randomization.DEFAULT_PERMUTATIONS),
                        request.large("seed", 1));
            case T_TEST -> new PairedTest.StudentT();
        };
    }

    /** Describes a comparison as {@code icfrr compare --format json} does, with its table. */
    static Map<String, Object> report(Comparison comparison) {
        ComparisonReport report = new ComparisonReport(comparison);
        return Map.of(
                "comparison",
                JsonMapper.shared().readTree(report.json()),
                "metrics",
                comparison.measures().stream().map(Measure::label).toList(),
                "markdown",
                report.markdown());
    }
}
