package dev.icfrr.spark.command;

import dev.icfrr.rerank.Scales;
import org.jspecify.annotations.Nullable;

/** The values of {@code --k}. */
final class LargestScale {
    private LargestScale() {}

    static boolean isAuto(@Nullable String k) {
        return "auto".equalsIgnoreCase(k);
    }

    /** Returns the largest scale that an option names. */
    static int of(String k) {
        try {
            int number = Integer.parseInt(k);
            JobOptions.requireAtLeast(1, number, "--k");
            return Scales.upTo(number).largest();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--k must be a whole number or auto, not " + k, e);
        }
    }
}
