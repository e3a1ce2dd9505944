package dev.icfrr.cli.report;

import java.util.List;

/**
 * One metric over the iterations.
 *
 * @param name printed name, for example {@code mAP@all}
 * @param values 0 to 1, one per iteration from 0 on; NaN where unknown
 */
public record MetricSeries(String name, List<Double> values) {

    /** Keeps a copy of the values. */
    public MetricSeries {
        values = List.copyOf(values);
    }

    /** Returns the first iteration with the largest value, or -1 if no value is known. */
    public int best() {
        int best = -1;
        for (int i = 0; i < values.size(); i++) {
            if (!Double.isNaN(values.get(i)) && (best < 0 || values.get(i) > values.get(best))) {
                best = i;
            }
        }
        return best;
    }
}
