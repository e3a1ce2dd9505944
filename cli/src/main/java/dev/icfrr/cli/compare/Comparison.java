package dev.icfrr.cli.compare;

import dev.icfrr.evaluation.Holm;
import dev.icfrr.evaluation.PairedTest;
import dev.icfrr.metrics.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The results of several methods on the same queries.
 *
 * @param rows at least one; all with the same metrics
 * @param test the significance test
 * @param tests results by metric and reference
 */
public record Comparison(List<ComparisonRow> rows, PairedTest test, List<Tests> tests) {

    public Comparison {
        rows = List.copyOf(rows);
        tests = List.copyOf(tests);
    }

    /**
     * Paired tests of all rows against one, by one metric.
     *
     * @param reference row that the others are tested against
     * @param pValues by row, corrected for their number by Holm's method; empty for the reference itself
     */
    public record Tests(Measure measure, int reference, List<OptionalDouble> pValues) {}

    /**
     * Tests every row against each reference by each metric. The p values of one metric and reference are corrected
     * together.
     *
     * @throws IllegalArgumentException if rows have different queries
     */
    public static Comparison of(List<ComparisonRow> rows, List<Integer> references, PairedTest test) {
        List<Tests> tests = new ArrayList<>();
        for (int reference : references) {
            ComparisonRow base = rows.get(reference);
            for (Measure measure : base.evaluation().measures()) {
                tests.add(new Tests(measure, reference, against(rows, reference, measure, test)));
            }
        }
        return new Comparison(rows, test, tests);
    }

    private static List<OptionalDouble> against(
            List<ComparisonRow> rows, int reference, Measure measure, PairedTest test) {
        ComparisonRow base = rows.get(reference);
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (i != reference) {
                others.add(i);
            }
        }
        double[] raw = new double[others.size()];
        for (int i = 0; i < raw.length; i++) {
            ComparisonRow row = rows.get(others.get(i));
            if (!row.evaluation().queries().equals(base.evaluation().queries())) {
                throw new IllegalArgumentException(row.name() + " and " + base.name()
                        + " have different queries, so a paired test is not possible");
            }
            raw[i] = test.pValue(
                    row.evaluation().ofQueries(measure), base.evaluation().ofQueries(measure));
        }
        double[] adjusted = Holm.adjust(raw);
        List<OptionalDouble> pValues = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int at = others.indexOf(i);
            pValues.add(at < 0 ? OptionalDouble.empty() : OptionalDouble.of(adjusted[at]));
        }
        return List.copyOf(pValues);
    }

    /** Returns the metrics. */
    public List<Measure> measures() {
        return rows.getFirst().evaluation().measures();
    }

    /** Returns whether no row has a larger mean. */
    public boolean isBest(ComparisonRow row, Measure measure) {
        double mean = row.evaluation().mean(measure);
        return rows.stream().allMatch(other -> other.evaluation().mean(measure) <= mean);
    }
}
