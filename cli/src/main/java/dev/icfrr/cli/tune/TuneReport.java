package dev.icfrr.cli.tune;

import dev.icfrr.cli.console.Csv;
import dev.icfrr.cli.console.TextTable;
import dev.icfrr.cli.console.TextTable.Column;
import dev.icfrr.evaluation.PairedTest;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.tuning.GridResult;
import dev.icfrr.tuning.GridResult.Point;
import dev.icfrr.tuning.QuerySplit;
import dev.icfrr.tuning.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The results of a grid search as text. */
public final class TuneReport {
    private static final int SHOWN = 10;

    private final GridResult result;
    private final double pValue;
    private final Map<String, Object> provenance;
    private final String rerank;

    /**
     * Prepares the texts.
     *
     * @param test of the choice against no re-ranking, on the held-out half
     * @param rerank command that re-ranks this data set, without parameters
     * @param provenance version, inputs, seed: goes into the JSON
     */
    public TuneReport(GridResult result, PairedTest test, String rerank, Map<String, Object> provenance) {
        this.result = result;
        this.rerank = rerank;
        this.provenance = new LinkedHashMap<>(provenance);
        Setting choice = result.choice().setting();
        this.pValue = choice.method().iterations() == 0 ? 1 : result.pValue(choice, test);
    }

    /** Returns the best settings, and the result of the choice on the held-out half. */
    public String table() {
        Point initial = result.initial();
        Point choice = result.choice();
        StringBuilder text = new StringBuilder();
        Formatter out = new Formatter(text, Locale.ROOT);
        TextTable table = new TextTable(List.of(
                Column.right("KG"),
                Column.right("KQ"),
                Column.right("beta"),
                Column.right("iterations"),
                Column.right("update"),
                Column.left("vote"),
                Column.right("choosing"),
                Column.right("held out"),
                Column.left("")));
        for (Point point : best()) {
            Setting setting = point.setting();
            table.row(List.of(
                    Integer.toString(setting.kg()),
                    Integer.toString(setting.method().kq()),
                    Double.toString(setting.method().beta()),
                    Integer.toString(setting.method().iterations()),
                    name(setting),
                    setting.method().vote().label() + (setting.lists() == ListOrder.SCALED ? ", scaled lists" : ""),
                    mean(point.choosing()),
                    mean(point.heldOut()),
                    point.equals(choice) ? "*" : ""));
        }
        table.row(List.of(
                "", "", "", "0", "", "", mean(initial.choosing()), mean(initial.heldOut()), "without re-ranking"));
        out.format("%s%n", table);
        out.format("%s over the %s%n", result.measure(), halves(result.split()));
        if (choice.setting().method().iterations() == 0) {
            out.format("No setting of the grid is better than no re-ranking.%n");
        } else {
            out.format(
                    "* chosen. On the held-out half: %.5f -> %.5f (%+.2f points, p %s)%n",
                    initial.heldOut(), choice.heldOut(), 100 * (choice.heldOut() - initial.heldOut()), probability());
            out.format("%s%n", atTheEdge());
            out.format("%s %s%n", rerank, choice.setting().options());
        }
        return text.toString().replaceAll("(\\R){3,}", System.lineSeparator().repeat(2));
    }

    private static String mean(double value) {
        return String.format(Locale.ROOT, "%.5f", value);
    }

    /** Warns of a choice at the end of a scale, because a larger value may be better. */
    private String atTheEdge() {
        Setting choice = result.choice().setting();
        List<String> ends = new ArrayList<>();
        if (!choice.isMultiscale()
                && result.grid().kg().size() > 1
                && choice.kg() == result.grid().kg().getLast()) {
            ends.add("KG");
        }
        if (!choice.isMultiscale()
                && result.grid().kq().size() > 1
                && choice.method().kq() == result.grid().kq().getLast()) {
            ends.add("KQ");
        }
        if (choice.method().iterations() == result.grid().iterations()) {
            ends.add("iterations");
        }
        return ends.isEmpty()
                ? ""
                : "Chosen at the largest tested value: " + String.join(", ", ends) + ". Larger values may be better.";
    }

    private static String halves(QuerySplit split) {
        return "%,d choosing and %,d held-out queries".formatted(split.choosing().length, split.heldOut().length);
    }

    /** Returns the best point of each combination of KG, KQ and update rule, best first. */
    private List<Point> best() {
        Map<List<Object>, Point> best = new LinkedHashMap<>();
        for (Point point : result.points()) {
            best.merge(combination(point.setting()), point, (a, b) -> b.choosing() > a.choosing() ? b : a);
        }
        Point choice = result.choice();
        best.computeIfPresent(
                combination(choice.setting()),
                (_, point) -> choice.setting().method().iterations() == 0 ? point : choice);
        return best.values().stream()
                .sorted(Comparator.comparingDouble((Point point) -> -point.choosing())
                        .thenComparing(point -> !point.equals(choice)))
                .limit(SHOWN)
                .toList();
    }

    private static List<Object> combination(Setting setting) {
        return List.of(
                setting.kg(),
                setting.lists(),
                setting.method().kq(),
                setting.method().vote(),
                setting.method().update());
    }

    /** Returns every setting at every iteration as CSV. */
    public String csv() {
        Csv csv = new Csv(List.of("KG", "KQ", "beta", "n_times", "update", "choosing", "held_out", "vote", "lists"));
        Point initial = result.initial();
        csv.row(Arrays.asList(null, null, null, 0, null, initial.choosing(), initial.heldOut(), null, null));
        result.points().forEach(point -> csv.row(map(point).values()));
        return csv.toString();
    }

    /** Returns the choice, its test, the halves and every point as JSON. */
    public String json() {
        Map<String, Object> all = new LinkedHashMap<>(provenance);
        all.put("metric", result.measure().label());
        all.put("choice", map(result.choice()));
        all.put("initial", means(result.initial()));
        all.put("p_value_held_out", pValue);
        all.put(
                "choosing_queries",
                Arrays.stream(result.split().choosing()).boxed().toList());
        all.put(
                "held_out_queries",
                Arrays.stream(result.split().heldOut()).boxed().toList());
        all.put("points", result.points().stream().map(TuneReport::map).toList());
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(all)
                + System.lineSeparator();
    }

    private static Map<String, Object> map(Point point) {
        Map<String, Object> map = new LinkedHashMap<>();
        Setting setting = point.setting();
        map.put("KG", setting.kg());
        map.put("KQ", setting.method().kq());
        map.put("beta", setting.method().beta());
        map.put("n_times", setting.method().iterations());
        map.put("update", name(setting));
        map.putAll(means(point));
        map.put("vote", setting.method().vote().label());
        map.put("lists", setting.lists().label());
        return map;
    }

    private static Map<String, Object> means(Point point) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("choosing", point.choosing());
        map.put("held_out", point.heldOut());
        return map;
    }

    private String probability() {
        return pValue < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "= %.4f", pValue);
    }

    private static String name(Setting setting) {
        return setting.method().update().label();
    }
}
