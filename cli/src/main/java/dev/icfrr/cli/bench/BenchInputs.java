package dev.icfrr.cli.bench;

/**
 * Parameters of synthetic inputs. Equal parameters give equal inputs.
 *
 * @param name of the set, and of the folder it is written to
 * @param gallery number of gallery items, G
 * @param queries number of queries, Q
 * @param dimensions of the features
 * @param classes number of classes, of about equal size
 * @param noise spread of the items of a class; more noise gives a worse initial ranking
 */
public record BenchInputs(String name, int gallery, int queries, int dimensions, int classes, double noise, long seed) {
    /** Inputs that take about a second. */
    public static final BenchInputs DEFAULT = new BenchInputs("synthetic", 5_000, 200, 128, 30, Preset.NOISE, 1);

    public BenchInputs {
        requireAtLeast("--gallery", gallery, 2);
        requireAtLeast("--queries", queries, 1);
        requireAtLeast("--dimensions", dimensions, 1);
        requireAtLeast("--classes", classes, 1);
        if (!(noise >= 0 && noise <= 1e6)) {
            throw new IllegalArgumentException("--noise must be at least 0 and at most 1e6, not " + noise);
        }
    }

    static void requireAtLeast(String option, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be at least " + least + ", not " + value);
        }
    }
}
