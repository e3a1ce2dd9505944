package dev.icfrr.vision.extract;

/**
 * Settings that affect the speed and, in the last bits, the features.
 *
 * @param batch images per inference, at least 1
 * @param threads threads per inference, at least 1
 */
public record Tuning(int batch, int threads) {

    /** Checks the numbers. */
    public Tuning {
        if (batch < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "batch and threads must be at least 1, not " + batch + " and " + threads);
        }
    }
}
