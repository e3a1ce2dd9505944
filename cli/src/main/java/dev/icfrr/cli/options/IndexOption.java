package dev.icfrr.cli.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The index that a command works on: {@code --index DIR}, or the folder alone as a positional argument. */
public final class IndexOption {
    @Option(
            names = {"--index"},
            paramLabel = "DIR",
            description = "The index: a folder that 'icfrr index build' made.")
    private @Nullable Path option;

    @Parameters(arity = "0..1", hidden = true, paramLabel = "DIR")
    private @Nullable Path positional;

    /** Whether an index is named. */
    public boolean isGiven() {
        return option != null || positional != null;
    }

    /**
     * Returns the folder of the index.
     *
     * @throws IllegalArgumentException if none is named, or two are
     */
    public Path folder() {
        if (option != null && positional != null) {
            throw new IllegalArgumentException(
                    "two indexes are named: --index " + option + " and " + positional + ". Name one with --index DIR");
        }
        if (option != null) {
            return option;
        }
        if (positional != null) {
            return positional;
        }
        throw missing();
    }

    /** The error of a command line that names no index. */
    public static IllegalArgumentException missing() {
        return new IllegalArgumentException("no index is named. Name one with --index DIR");
    }
}
