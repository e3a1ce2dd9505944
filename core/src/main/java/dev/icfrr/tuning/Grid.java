package dev.icfrr.tuning;

import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The settings to measure: every combination of the parameters, each at every iteration up to the last.
 *
 * @param kg ascending, each once
 * @param kq ascending, each once
 * @param beta ascending, each once
 * @param updates each once
 * @param iterations the last one, at least 1
 * @param multiscale settings of the multi-scale vote, added to the combinations
 */
public record Grid(
        List<Integer> kg,
        List<Integer> kq,
        List<Double> beta,
        List<UpdateRule> updates,
        int iterations,
        List<Setting> multiscale) {
    private static final int SMALLEST = 4;
    private static final int LARGEST = 1024;

    /** Sorts the lists and drops repetitions. */
    public Grid {
        kg = List.copyOf(new TreeSet<>(kg));
        kq = List.copyOf(new TreeSet<>(kq));
        beta = List.copyOf(new TreeSet<>(beta));
        updates = List.copyOf(new TreeSet<>(updates));
        boolean flat = !kg.isEmpty() && !kq.isEmpty();
        if ((!flat && multiscale.isEmpty()) || beta.isEmpty() || updates.isEmpty()) {
            throw new IllegalArgumentException("a grid needs at least one KG, KQ, beta and update rule");
        }
        kg.forEach(value -> new Setting(value, IcfrrParameters.DEFAULTS));
        kq.forEach(IcfrrParameters.DEFAULTS::withKq);
        beta.forEach(IcfrrParameters.DEFAULTS::withBeta);
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, not " + iterations);
        }
        int last = iterations;
        multiscale =
                multiscale.stream().map(setting -> setting.at(last)).distinct().toList();
    }

    /** Creates a grid of the flat vote. */
    public Grid(List<Integer> kg, List<Integer> kq, List<Double> beta, List<UpdateRule> updates, int iterations) {
        this(kg, kq, beta, updates, iterations, List.of());
    }

    /** Returns a scale for KG and KQ: 4, 8, 16 … up to half of the gallery, at most 1,024. */
    public static List<Integer> scale(int gallerySize) {
        List<Integer> scale = new ArrayList<>();
        for (int k = SMALLEST; k <= Math.min(LARGEST, gallerySize / 2); k *= 2) {
            scale.add(k);
        }
        return scale.isEmpty() ? List.of(Math.max(1, gallerySize / 2)) : scale;
    }

    /** Returns the largest KG, the length that neighbor lists of the flat vote must have; 0 without that vote. */
    public int largestKg() {
        return kg.isEmpty() || kq.isEmpty() ? 0 : kg.getLast();
    }

    /**
     * Returns every combination at its last iteration: by update rule, then KG, KQ and beta; then multi-scale votes.
     */
    public List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (UpdateRule update : updates) {
            for (int g : kg) {
                for (int q : kq) {
                    for (double b : beta) {
                        settings.add(new Setting(g, new IcfrrParameters(q, b, iterations, update)));
                    }
                }
            }
        }
        settings.addAll(multiscale);
        return settings;
    }
}
