package dev.icfrr.cli.rerank;

import dev.icfrr.advice.Advice;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.metrics.MeasureSink;
import java.util.Optional;

/**
 * The results of a run.
 *
 * @param options with the parameters that were used
 * @param advice if parameters were chosen
 * @param multiscale if K of the multi-scale vote was chosen
 * @param guard what the guard said, if there was one
 * @param metrics of every query at every iteration; empty without labels
 * @param tops the first few of the queries that are drawn
 * @param graphSeconds wall time for the neighbor lists
 * @param rerankSeconds wall time for all queries and iterations, with the sinks
 */
public record RunResult(
        RerankOptions options,
        RerankInput input,
        Optional<Advice> advice,
        Optional<MultiscaleAdvice> multiscale,
        Optional<GuardReport> guard,
        Optional<MeasureSink> metrics,
        TopOrders tops,
        double graphSeconds,
        double rerankSeconds) {

    /** What the guard said, in one line. */
    public Optional<String> guardSummary() {
        return guard.map(GuardReport::summary);
    }
}
