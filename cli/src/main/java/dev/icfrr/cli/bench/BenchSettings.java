package dev.icfrr.cli.bench;

import dev.icfrr.parallel.Parallelism;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that a benchmark was asked for.
 *
 * @param source input of the run
 * @param folder folder to write inputs to, or to reuse them from; empty to keep them in memory
 * @param repeat number of timed runs; 0 only writes the inputs
 */
public record BenchSettings(
        BenchInputs inputs,
        BenchParameters parameters,
        Source source,
        Optional<Path> folder,
        boolean featuresOnly,
        int repeat,
        Parallelism parallelism) {

    /** Features, or the distance matrices that the public Python code keeps. */
    public enum Source {
        FEATURES,
        DISTANCES;

        /** Returns the name on the command line. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public BenchSettings {
        BenchInputs.requireAtLeast("--repeat", repeat, 0);
        if (repeat == 0 && folder.isEmpty()) {
            throw new IllegalArgumentException("--repeat 0 times nothing. It works only with --write");
        }
        if (featuresOnly && folder.isEmpty()) {
            throw new IllegalArgumentException("--features-only works only with --write");
        }
        if (featuresOnly && source == Source.DISTANCES) {
            throw new IllegalArgumentException("--from distances needs distance files. Leave out --features-only");
        }
        if (source == Source.DISTANCES && parameters.recall().isPresent()) {
            throw new IllegalArgumentException(
                    "--recall works only with --from features. Neighbors from distances are always exact");
        }
    }

    /** Returns whether distance matrices are written. */
    boolean writesDistances() {
        return !featuresOnly;
    }
}
