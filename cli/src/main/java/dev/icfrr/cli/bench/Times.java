package dev.icfrr.cli.bench;

import dev.icfrr.evaluation.Median;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Seconds of each stage, once per repeat. */
final class Times {
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

    void add(String stage, double value) {
        seconds.computeIfAbsent(stage, _ -> new ArrayList<>()).add(value);
    }

    void add(Map<String, Double> stages) {
        stages.forEach(this::add);
    }

    /** Runs work and records its time. */
    void time(String stage, Work work) throws java.io.IOException {
        long start = System.nanoTime();
        work.run();
        add(stage, (System.nanoTime() - start) / 1e9);
    }

    /** Something to time. */
    interface Work {
        void run() throws java.io.IOException;
    }

    List<String> stages() {
        return List.copyOf(seconds.keySet());
    }

    /** Returns the times in the order of the runs. */
    List<Double> of(String stage) {
        return List.copyOf(Objects.requireNonNull(seconds.get(stage), stage));
    }

    double median(String stage) {
        return Median.of(of(stage).stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Returns the median over the runs of the summed times of all stages with this prefix. */
    double medianOfSum(String beginning) {
        double[] sums = {};
        for (String stage : stages()) {
            if (stage.startsWith(beginning)) {
                List<Double> values = of(stage);
                if (sums.length == 0) {
                    sums = new double[values.size()];
                }
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += values.get(i);
                }
            }
        }
        return sums.length == 0 ? 0 : Median.of(sums);
    }
}
