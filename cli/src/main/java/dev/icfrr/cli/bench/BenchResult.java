package dev.icfrr.cli.bench;

import dev.icfrr.cli.bench.OneQuery.Latency;
import java.util.List;
import java.util.Map;

/**
 * The results of a benchmark.
 *
 * @param machine description of the machine
 * @param neighbors how they were found, with the recall if approximate
 * @param memory peak bytes by stage and kind of memory
 * @param latencies of single queries, by kind
 * @param meanAveragePrecision by iteration in the last run, which shows that the work is real
 */
public record BenchResult(
        BenchSettings settings,
        Map<String, Object> machine,
        String neighbors,
        Times times,
        Map<String, Map<String, Long>> memory,
        Map<String, Latency> latencies,
        List<Double> meanAveragePrecision) {
    static final String NEIGHBORS = "neighbors";
    static final String SCALED = "scaled lists";
    static final String QUERIES = "all queries";

    /** Milliseconds of wall time per query and iteration, all threads together; NaN without iterations. */
    double millisecondsPerIteration() {
        long iterations = (long) settings.inputs().queries()
                * settings.parameters().method().iterations();
        return iterations == 0 ? Double.NaN : 1000 * times.medianOfSum("iteration ") / iterations;
    }

    /** The peak over all stages of what is counted under a name, or 0. */
    long peak(String counted) {
        return memory.values().stream()
                .mapToLong(peaks -> peaks.getOrDefault(counted, 0L))
                .max()
                .orElse(0);
    }
}
