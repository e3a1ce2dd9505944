package dev.icfrr.cli.bench;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.RerankSink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Re-ranks and measures all queries once, and times each stage. */
final class QueryPass {
    private final Icfrr icfrr;
    private final MeasureSink metrics;
    private final Parallelism parallelism;
    private final LongAdder distances = new LongAdder();
    private final LongAdder initial = new LongAdder();
    private final LongAdder[] iterations;
    private final LongAdder measuring = new LongAdder();

    QueryPass(Icfrr icfrr, MeasureSink metrics, Parallelism parallelism) {
        this.icfrr = icfrr;
        this.metrics = metrics;
        this.parallelism = parallelism;
        iterations = IntStream.range(0, icfrr.iterations())
                .mapToObj(_ -> new LongAdder())
                .toArray(LongAdder[]::new);
    }

    /**
     * Re-ranks and measures all queries.
     *
     * @param computed whether reading the distances computes them, and so is a stage of its own
     */
    void run(DistanceSource source, boolean computed) {
        DistanceSource timed = new TimedDistances(source, computed ? distances : initial);
        try (Progress progress = Progress.start("Queries", source.queries())) {
            if (icfrr.ranksByBounds(metrics.reads())) {
                timed.forEachBounded(parallelism, () -> {
                    TimedSink sink = new TimedSink();
                    return (query, row) -> time(sink, progress, () -> icfrr.rerank(row, query, sink));
                });
            } else {
                timed.forEachRow(parallelism, () -> {
                    TimedSink sink = new TimedSink();
                    return (query, row) -> time(sink, progress, () -> icfrr.rerank(row, query, sink));
                });
            }
        }
    }

    private static void time(TimedSink sink, Progress progress, Runnable rerank) {
        sink.start(System.nanoTime());
        rerank.run();
        progress.step();
    }

    /** Returns seconds per stage: its CPU time divided by the threads. */
    Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        if (distances.sum() > 0) {
            seconds.put("query distances", share(distances));
        }
        seconds.put("initial order", share(initial));
        for (int i = 0; i < iterations.length; i++) {
            seconds.put("iteration " + (i + 1), share(iterations[i]));
        }
        seconds.put("metrics", share(measuring));
        return seconds;
    }

    private double share(LongAdder nanoseconds) {
        return nanoseconds.sum() / 1e9 / parallelism.threads();
    }

    /** Counts the time between two orders for the iteration, and the time of the metrics apart. */
    private final class TimedSink implements RerankSink {
        private long last;

        void start(long now) {
            last = now;
        }

        @Override
        public void accept(int query, int iteration, int[] order) {
            accept(query, iteration, order, order.length);
        }

        @Override
        public void accept(int query, int iteration, int[] order, int unchangedFrom) {
            long now = System.nanoTime();
            (iteration == 0 ? initial : iterations[iteration - 1]).add(now - last);
            metrics.accept(query, iteration, order, unchangedFrom);
            last = System.nanoTime();
            measuring.add(last - now);
        }
    }
}
