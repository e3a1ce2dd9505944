package dev.icfrr.cli.bench;

import dev.icfrr.parallel.Parallelism;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What to time.
 *
 * @param source what the run starts from
 * @param folder where inputs are written, or found from an earlier run; empty to keep them in memory
 * @param repeat how many times each stage is timed; 0 to write the inputs alone
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
            throw new IllegalArgumentException("--repeat 0 times nothing: it is for --write");
        }
        if (featuresOnly && folder.isEmpty()) {
            throw new IllegalArgumentException("--features-only is for --write");
        }
        if (featuresOnly && source == Source.DISTANCES) {
            throw new IllegalArgumentException("--from distances needs the distances: leave out --features-only");
        }
        if (source == Source.DISTANCES && parameters.recall().isPresent()) {
            throw new IllegalArgumentException(
                    "neighbors are read off distances exactly: --recall is for --from features");
        }
    }

    /** Whether distance matrices are needed on disk. */
    boolean writesDistances() {
        return !featuresOnly;
    }
}
