package dev.icfrr.tuning;

import dev.icfrr.rerank.IcfrrParameters;

/**
 * One point of a grid.
 *
 * @param kg gallery neighbors of a voter that get its vote
 * @param method the other parameters; 0 iterations leave the initial ranking unchanged
 */
public record Setting(int kg, IcfrrParameters method) {
    public Setting {
        if (kg < 1) {
            throw new IllegalArgumentException("KG must be at least 1, not " + kg);
        }
    }

    /** Returns this setting with another number of iterations. */
    public Setting at(int iterations) {
        return new Setting(kg, method.withIterations(iterations));
    }

    /** Returns the options of {@code icfrr rerank} for this setting. */
    public String options() {
        return "--kg %d --kq %d --beta %s --n-times %d --update %s"
                .formatted(
                        kg,
                        method.kq(),
                        method.beta(),
                        method.iterations(),
                        method.update().label());
    }
}
