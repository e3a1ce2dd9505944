package dev.icfrr.cli.compare;

import dev.icfrr.baselines.Gallery;
import dev.icfrr.baselines.Queries;
import dev.icfrr.baselines.RerankMethod;
import dev.icfrr.evaluation.Evaluation;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs one method on a data set and measures it. */
public final class MethodRun {
    private final Queries queries;
    private final Gallery gallery;
    private final Labels labels;
    private final List<Measure> measures;
    private final Parallelism parallelism;

    public MethodRun(Queries queries, Gallery gallery, Labels labels, List<Measure> measures, Parallelism parallelism) {
        this.queries = queries;
        this.gallery = gallery;
        this.labels = labels;
        this.measures = List.copyOf(measures);
        this.parallelism = parallelism;
    }

    /** Runs the method and returns its row. */
    public ComparisonRow run(RerankMethod method) {
        System.gc();
        long before = heap();
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
        MeasureSink values = new MeasureSink(labels, 0, measures);
        long start = System.nanoTime();
        RerankMethod.Prepared prepared = method.prepare(gallery, parallelism);
        long ready = System.nanoTime();
        prepared.scorer(queries, parallelism).rankAll((query, order) -> values.accept(query, 0, order), parallelism);
        long end = System.nanoTime();
        long peak = pools().stream()
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        ComparisonRow.Cost cost = new ComparisonRow.Cost(
                (ready - start) / 1e9, (end - ready) / 1e6 / Math.max(queries.count(), 1), Math.max(peak - before, 0));
        double[][] all =
                measures.stream().map(measure -> values.ofQueries(measure, 0)).toArray(double[][]::new);
        List<String> names =
                IntStream.range(0, queries.count()).mapToObj(Integer::toString).toList();
        return new ComparisonRow(method.name(), Evaluation.of(names, measures, all), Optional.of(cost));
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    private static long heap() {
        return pools().stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
    }
}
