package dev.icfrr.cli.options;

import dev.icfrr.cli.input.RerankOptions.Source;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the files to read from the caches of a data set. */
public final class InputOptions {
    @Option(
            names = {"--source"},
            paramLabel = "WHICH",
            defaultValue = "auto",
            description = "What to read: distances, features, or auto, which prefers distances (${DEFAULT-VALUE}).")
    private Source source = Source.AUTO;

    @Option(
            names = {"--graph"},
            paramLabel = "FILE",
            description = "Neighbor lists from 'icfrr graph build', of at least KG neighbors (default: find them). "
                    + "gg_dists is then not needed.")
    private @Nullable Path graph;

    /** Returns what to read. */
    public Source source() {
        return source;
    }

    /** Returns the file of neighbor lists, or empty to find them. */
    public Optional<Path> graph() {
        return Optional.ofNullable(graph);
    }
}
