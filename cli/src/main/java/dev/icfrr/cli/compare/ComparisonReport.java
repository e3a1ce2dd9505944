package dev.icfrr.cli.compare;

import dev.icfrr.cli.compare.Comparison.Tests;
import dev.icfrr.cli.console.Csv;
import dev.icfrr.cli.console.Version;
import dev.icfrr.distance.DistanceKernels;
import dev.icfrr.metrics.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A comparison as text: one line per method, the best value of each metric marked, tests of the first metric. */
public final class ComparisonReport {
    private final Comparison comparison;
    private final List<Tests> shownTests;
    private final boolean costs;

    public ComparisonReport(Comparison comparison) {
        this.comparison = comparison;
        Measure first = comparison.measures().getFirst();
        this.shownTests = comparison.tests().stream()
                .filter(tests -> tests.measure().equals(first))
                .toList();
        this.costs = comparison.rows().stream().anyMatch(row -> row.cost().isPresent());
    }

    /** Returns a Markdown table that is also readable as plain text. */
    public String markdown() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(header(UnaryOperator.identity()));
        for (int i = 0; i < comparison.rows().size(); i++) {
            lines.add(cells(i, text -> "**" + text + "**", UnaryOperator.identity(), "↓"));
        }
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(aligned(lines.get(i), widths));
            if (i == 0) {
                text.append('|');
                for (int j = 0; j < widths.length; j++) {
                    text.append(j == 0 ? ":" : "-")
                            .append("-".repeat(widths[j]))
                            .append(j == 0 ? "-|" : ":|");
                }
                text.append('\n');
            }
        }
        return text.append('\n').append(note()).append('\n').toString();
    }

    private static String aligned(List<String> cells, int[] widths) {
        StringBuilder text = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            String room = " ".repeat(widths[i] - cells.get(i).length());
            text.append(' ')
                    .append(i == 0 ? cells.get(i) + room : room + cells.get(i))
                    .append(" |");
        }
        return text.append('\n').toString();
    }

    /** Returns a LaTeX table for the booktabs package. */
    public String latex() {
        List<String> header = header(ComparisonReport::escaped);
        String rows = java.util.stream.IntStream.range(0, comparison.rows().size())
                .mapToObj(i -> String.join(
                                " & ",
                                cells(i, text -> "\\textbf{" + text + "}", ComparisonReport::escaped, "$\\downarrow$"))
                        + " \\\\\n")
                .collect(Collectors.joining());
        return "% " + note().replace("\n", "\n% ") + "\n\\begin{tabular}{l" + "r".repeat(header.size() - 1)
                + "}\n\\toprule\n" + String.join(" & ", header) + " \\\\\n\\midrule\n" + rows
                + "\\bottomrule\n\\end{tabular}\n";
    }

    /** Returns comma-separated values, unrounded, with a header line. */
    public String csv() {
        List<String> header = new ArrayList<>(List.of("method"));
        comparison.measures().forEach(measure -> header.add(measure.label()));
        if (costs) {
            header.addAll(List.of("prepare_seconds", "query_milliseconds", "peak_heap_bytes"));
        }
        comparison.tests().forEach(tests -> header.add("p " + tests.measure() + " vs " + reference(tests)));
        Csv csv = new Csv(header);
        for (int i = 0; i < comparison.rows().size(); i++) {
            ComparisonRow row = comparison.rows().get(i);
            List<String> cells = new ArrayList<>(List.of(row.name()));
            comparison
                    .measures()
                    .forEach(measure -> cells.add("" + row.evaluation().mean(measure)));
            if (costs) {
                cells.addAll(row.cost()
                        .map(cost ->
                                List.of("" + cost.prepareSeconds(), "" + cost.queryMillis(), "" + cost.peakHeapBytes()))
                        .orElse(List.of("", "", "")));
            }
            for (Tests tests : comparison.tests()) {
                OptionalDouble p = tests.pValues().get(i);
                cells.add(p.isPresent() ? "" + p.getAsDouble() : "");
            }
            csv.row(cells);
        }
        return csv.toString();
    }

    /** Returns all results with the values of every query, as JSON. */
    public String json() {
        List<Object> rows = new ArrayList<>();
        for (ComparisonRow row : comparison.rows()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("method", row.name());
            Map<String, Object> means = new LinkedHashMap<>();
            Map<String, Object> values = new LinkedHashMap<>();
            for (Measure measure : comparison.measures()) {
                means.put(measure.label(), row.evaluation().mean(measure));
                values.put(measure.label(), row.evaluation().ofQueries(measure));
            }
            fields.put("metrics", means);
            row.cost().ifPresent(cost -> {
                fields.put("prepare_seconds", cost.prepareSeconds());
                fields.put("query_milliseconds", cost.queryMillis());
                fields.put("peak_heap_bytes", cost.peakHeapBytes());
            });
            fields.put("queries", row.evaluation().queries());
            fields.put("values", values);
            rows.add(fields);
        }
        List<Object> tests = new ArrayList<>();
        for (Tests test : comparison.tests()) {
            Map<String, Object> pValues = new LinkedHashMap<>();
            for (int i = 0; i < comparison.rows().size(); i++) {
                String name = comparison.rows().get(i).name();
                test.pValues().get(i).ifPresent(p -> pValues.put(name, p));
            }
            tests.add(Map.of(
                    "metric", test.measure().label(),
                    "reference", comparison.rows().get(test.reference()).name(),
                    "holm_adjusted_p", pValues));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        if (costs) {
            all.put("kernel", DistanceKernels.name());
        }
        all.put("methods", rows);
        all.put("test", comparison.test().toString());
        all.put("tests", tests);
        all.put("version", Version.text());
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build()
                .writeValueAsString(all);
    }

    private List<String> header(UnaryOperator<String> escape) {
        List<String> cells = new ArrayList<>(List.of("method"));
        comparison.measures().forEach(measure -> cells.add(measure.label()));
        if (costs) {
            cells.addAll(List.of("prepare s", "ms/query", "heap MB"));
        }
        shownTests.forEach(tests -> cells.add("p vs " + reference(tests)));
        return cells.stream().map(escape).toList();
    }

    private List<String> cells(int index, UnaryOperator<String> mark, UnaryOperator<String> escape, String worse) {
        ComparisonRow row = comparison.rows().get(index);
        List<String> cells = new ArrayList<>(List.of(escape.apply(row.name())));
        for (Measure measure : comparison.measures()) {
            String mean = number("%.4f", row.evaluation().mean(measure));
            boolean best = comparison.rows().size() > 1 && comparison.isBest(row, measure);
            cells.add(best ? mark.apply(mean) : mean);
        }
        if (costs) {
            cells.addAll(row.cost()
                    .map(cost -> List.of(
                            number("%.2f", cost.prepareSeconds()),
                            number("%.2f", cost.queryMillis()),
                            number("%.0f", cost.peakHeapBytes() / 1048576.0)))
                    .orElse(List.of("", "", "")));
        }
        for (Tests tests : shownTests) {
            cells.add(pValue(tests, index, worse));
        }
        return cells;
    }

    private String pValue(Tests tests, int index, String worse) {
        OptionalDouble p = tests.pValues().get(index);
        if (p.isEmpty()) {
            return "";
        }
        double mean = comparison.rows().get(index).evaluation().mean(tests.measure());
        double base = comparison.rows().get(tests.reference()).evaluation().mean(tests.measure());
        return (p.getAsDouble() < 0.0001 ? "<.0001" : number("%.4f", p.getAsDouble())) + (mean < base ? worse : "");
    }

    private String note() {
        int queries = comparison.rows().getFirst().evaluation().queries().size();
        List<String> lines = new ArrayList<>(List.of(queries
                + (queries == 1 ? " query" : " queries")
                + (comparison.rows().size() > 1 ? "; bold: the best value of its column." : ".")));
        if (costs) {
            lines.add(
                    "Times are from one run in this order. The first methods, and runs with few queries, include the JVM's start.");
        }
        if (!shownTests.isEmpty()) {
            lines.add("p: paired test by " + comparison.measures().getFirst()
                    + ", corrected for the number of methods by Holm's method. An arrow down marks a lower mean.");
        }
        return String.join("\n", lines);
    }

    private String reference(Tests tests) {
        String name = comparison.rows().get(tests.reference()).name();
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\u0000")
                .replaceAll("([{}_&%$#])", "\\\\$1")
                .replace("^", "\\textasciicircum{}")
                .replace("~", "\\textasciitilde{}")
                .replace("\u0000", "\\textbackslash{}");
    }
}
