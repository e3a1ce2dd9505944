package dev.icfrr.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A metric, for example {@code nDCG@10}: a value between 0 and 1 for each query, larger is better. A query without
 * relevant items has the value 0 and counts in means.
 *
 * @param family its definition
 * @param cut how many first items count, or {@link #ALL}
 */
public record Measure(MeasureFamily family, int cut) {
    /** No cut. */
    public static final int ALL = Integer.MAX_VALUE;

    /** Mean over all relevant items of the precision at their rank, 0 if there is none. */
    public static final Measure MAP_AT_ALL = new Measure(MeasureFamily.MEAN_AVERAGE_PRECISION, ALL);

    /** Mean over the relevant items within the first 200, divided by the number found there. */
    public static final Measure MAP_AT_200 = new Measure(MeasureFamily.MEAN_AVERAGE_PRECISION_BY_HITS, 200);

    /** Relevant items among the first 25, divided by 25 however small the gallery. */
    public static final Measure PRECISION_AT_25 = new Measure(MeasureFamily.PRECISION, 25);

    /** Relevant items among the first 100, divided by 100 however small the gallery. */
    public static final Measure PRECISION_AT_100 = new Measure(MeasureFamily.PRECISION, 100);

    /** Relevant items among the first 200, divided by 200 however small the gallery. */
    public static final Measure PRECISION_AT_200 = new Measure(MeasureFamily.PRECISION, 200);

    public Measure {
        Objects.requireNonNull(family, "family");
        if (cut < 1) {
            throw new IllegalArgumentException("a metric looks at 1 item or more, not " + cut);
        }
        boolean all = cut == ALL;
        if (all ? family.cut() == MeasureFamily.Cut.NEEDED : family.cut() == MeasureFamily.Cut.NONE) {
            throw new IllegalArgumentException(
                    "write " + family.pattern() + (all ? ", with a number K" : ", without a cut"));
        }
    }

    /** Returns the five metrics of the public Python code, as it defines them. */
    public static List<Measure> reference() {
        return List.of(MAP_AT_ALL, MAP_AT_200, PRECISION_AT_25, PRECISION_AT_100, PRECISION_AT_200);
    }

    /**
     * Returns the metric of a name, in any case, for example {@code ndcg@10}, {@code mAP@all} or {@code mrr}.
     *
     * @throws IllegalArgumentException if there is no such metric; the message lists all
     */
    public static Measure parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (name.equals("map") || name.equals("map@all")) {
            return new Measure(MeasureFamily.MEAN_AVERAGE_PRECISION, ALL);
        }
        int at = name.indexOf('@');
        String title = at < 0 ? name : name.substring(0, at);
        String cut = at < 0 ? "all" : name.substring(at + 1);
        for (MeasureFamily family : MeasureFamily.values()) {
            if (family.title().toLowerCase(Locale.ROOT).equals(title)) {
                return new Measure(family, cut.equals("all") ? ALL : number(text, cut));
            }
        }
        throw new IllegalArgumentException("no metric is called '" + text.strip() + "'; there are "
                + Arrays.stream(MeasureFamily.values())
                        .map(MeasureFamily::pattern)
                        .collect(Collectors.joining(", ")));
    }

    /** Returns the metrics of a comma-separated list, each once. */
    public static List<Measure> parseAll(String text) {
        List<Measure> measures = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            Measure measure = parse(name);
            if (!measures.contains(measure)) {
                measures.add(measure);
            }
        }
        return List.copyOf(measures);
    }

    private static int number(String text, String cut) {
        try {
            return Integer.parseInt(cut);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "what follows @ in '" + text.strip() + "' must be a whole number, as in ndcg@10", e);
        }
    }

    /** Returns the name in tables and files, for example {@code nDCG@10}. */
    public String label() {
        return cut == ALL ? family.title() : family.title() + "@" + cut;
    }

    /** Returns the value of one query. */
    public double of(JudgedRanking ranking) {
        return family.of(ranking, cut);
    }

    @Override
    public String toString() {
        return label();
    }
}
