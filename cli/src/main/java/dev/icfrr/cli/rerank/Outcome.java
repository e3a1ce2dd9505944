package dev.icfrr.cli.rerank;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import java.util.List;
import java.util.Locale;

/** The last line of a run with labels: what it did to the rankings, and what to do if it harmed them. */
final class Outcome {
    private Outcome() {}

    /** Returns the line. */
    static String text(MeasureSink metrics, ParameterRequest parameters) {
        Measure measure = Measure.MAP_AT_ALL;
        List<Double> means = metrics.means(measure);
        double first = means.getFirst();
        double last = means.getLast();
        int best = MetricsTable.bestIteration(metrics, measure);
        String text = String.format(
                Locale.ROOT,
                "%s is best at iteration %d: %.5f (before re-ranking: %.5f).",
                measure.label(),
                best,
                means.get(best),
                first);
        if (!(last < first)) {
            return text;
        }
        return text
                + String.format(
                        Locale.ROOT,
                        " Re-ranking lowered it to %.5f. %s",
                        last,
                        parameters.isMultiscale()
                                ? "Keep the initial rankings, or see docs/use/choosing-parameters.md"
                                : "Try --vote multiscale");
    }
}
