package dev.icfrr.cli.bench;

import dev.icfrr.cli.bench.OneQuery.Latency;
import java.util.List;
import java.util.Map;

/**
 * What a benchmark found.
 *
 * @param machine what it ran on
 * @param neighbors how they were found, with the recall of approximate ones
 * @param memory peaks in bytes by stage and by what is counted
 * @param latencies of single queries by what they do
 * @param meanAveragePrecision by iteration in the last repeat, to show that it is real work
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
