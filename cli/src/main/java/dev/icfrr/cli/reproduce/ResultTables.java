package dev.icfrr.cli.reproduce;

import dev.icfrr.cli.reproduce.Reproduction.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tables of published figures in Markdown. The text between {@code <!-- reproduce:NAME -->} and
 * {@code <!-- /reproduce -->} is the table of that reproduction, or the short table of all if NAME is {@code summary}.
 */
public final class ResultTables {
    private static final String SUMMARY = "summary";
    private static final String BY = "mAP@all";
    private static final Pattern SECTION =
            Pattern.compile("(<!-- reproduce:(\\S+) -->\\n)(.*?)(<!-- /reproduce -->)", Pattern.DOTALL);

    private final Map<String, Reproduction> all;

    /** Prepares tables of some reproductions by name, in this order. */
    public ResultTables(Map<String, Reproduction> all) {
        this.all = new LinkedHashMap<>(all);
    }

    /** Returns the tables of the bundled reproductions. */
    public static ResultTables bundled() throws IOException {
        Map<String, Reproduction> all = new LinkedHashMap<>();
        for (String name : Reproductions.names()) {
            all.put(name, Reproductions.named(name));
        }
        return new ResultTables(all);
    }

    /**
     * Returns a text with its tables rewritten.
     *
     * @throws IllegalArgumentException if it has no place for a table, or for one that there is not
     */
    public String fill(String text) {
        Matcher sections = SECTION.matcher(text);
        if (!sections.find()) {
            throw new IllegalArgumentException("there is no <!-- reproduce:NAME --> ... <!-- /reproduce --> in it");
        }
        return sections.reset().replaceAll(section -> Matcher.quoteReplacement(filled(section)));
    }

    private String filled(MatchResult section) {
        String name = section.group(2);
        if (name.equals(SUMMARY)) {
            return section.group(1) + summary() + section.group(4);
        }
        Reproduction one = all.get(name);
        if (one == null) {
            throw new IllegalArgumentException("there is no reproduction '" + name + "' to make a table of");
        }
        return section.group(1) + table(one) + section.group(4);
    }

    /**
     * Returns a table with a line per data set: before, the authors' defaults, the recommended parameters, the same
     * with centered features, the best baseline.
     */
    String summary() {
        StringBuilder text =
                new StringBuilder("| data (mAP@all) | before | authors' defaults | recommended | with centering |"
                        + " best baseline | |\n|---|--:|--:|--:|--:|--:|---|\n");
        all.forEach((name, one) -> one.summary().ifPresent(rows -> text.append(line(name, one, rows))));
        return text.toString();
    }

    private static String line(String name, Reproduction one, Summary rows) {
        String best = one.comparison().keySet().stream()
                .filter(method -> !method.equals(rows.before()) && !method.contains("icfrr"))
                .max(Comparator.comparingDouble(method -> one.mean(method, BY)))
                .orElseThrow();
        double before = one.mean(rows.before(), BY);
        return "| "
                + String.join(
                        " | ",
                        one.title(),
                        percent(before),
                        beside(before, one.mean(rows.defaults(), BY)),
                        beside(before, one.mean(rows.recommended(), BY)),
                        beside(before, one.mean(rows.centered(), BY)),
                        beside(before, one.mean(best, BY)) + " (`" + kind(best) + "`)",
                        "`" + name + "`")
                + " |\n";
    }

    /** Formats a mean, with an arrow down if it is visibly lower than before. */
    private static String beside(double before, double mean) {
        return percent(mean) + (percent(mean).equals(percent(before)) || mean > before ? "" : "\u2193");
    }

    private static String kind(String method) {
        return method.replaceAll(":[^+]*", "");
    }

    /** Returns a table with a line per method and the best value of each metric in bold. */
    String table(Reproduction one) {
        Collection<String> metrics = new LinkedHashSet<>();
        one.comparison().values().forEach(means -> metrics.addAll(means.keySet()));
        StringBuilder text = new StringBuilder(
                "| method | " + String.join(" | ", metrics) + " |\n|---|" + "--:|".repeat(metrics.size()) + "\n");
        for (String method : one.comparison().keySet()) {
            List<String> cells = new ArrayList<>();
            for (String metric : metrics) {
                double mean = one.mean(method, metric);
                boolean best =
                        one.comparison().values().stream().allMatch(means -> means.getOrDefault(metric, 0.0) <= mean);
                cells.add(best ? "**" + percent(mean) + "**" : percent(mean));
            }
            text.append("| `").append(method).append("` | ");
            text.append(cells.stream().collect(Collectors.joining(" | "))).append(" |\n");
        }
        return text.toString();
    }

    private static String percent(double mean) {
        return String.format(Locale.ROOT, "%.1f", 100 * mean);
    }
}
