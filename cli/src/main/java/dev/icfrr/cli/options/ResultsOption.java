package dev.icfrr.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder of results, as the public Python code names it. */
public final class ResultsOption {
    @Option(
            names = {"--rerank-results-dir", "--rerank_results_dir"},
            paramLabel = "DIR",
            defaultValue = "results",
            description = "Folder of results (${DEFAULT-VALUE}).")
    private Path root = Path.of("results");

    /** Returns the folder. */
    public Path root() {
        return root;
    }
}
