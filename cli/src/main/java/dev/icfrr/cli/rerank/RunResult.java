package dev.icfrr.cli.rerank;

import dev.icfrr.metrics.IterationMetrics;
import dev.icfrr.metrics.MetricsSink;
import java.util.List;
import java.util.Optional;

/**
 * What a run found.
 *
 * @param means of every metric at every iteration; empty without labels
 * @param metrics per query, with labels
 * @param tops the first few of the queries that are drawn
 * @param graphSeconds wall time for the neighbor lists
 * @param rerankSeconds wall time for all queries and iterations, with the sinks
 */
public record RunResult(
        RerankOptions options,
        RerankInput input,
        List<IterationMetrics> means,
        Optional<MetricsSink> metrics,
        TopOrders tops,
        double graphSeconds,
        double rerankSeconds) {}
