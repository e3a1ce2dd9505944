package dev.icfrr.cli.options;

import picocli.CommandLine.Option;

/** How a command works, the same for all that take long. */
public final class WorkOptions {
    @Option(
            names = {"--threads"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads; 0 for one per core (${DEFAULT-VALUE}). Results do not depend on it.")
    private int threads;

    @Option(
            names = {"--debug"},
            description = "Print the whole trace of an error.")
    @SuppressWarnings("unused") // Failures looks for it by name
    private boolean debug;

    public int threads() {
        if (threads < 0) {
            throw new IllegalArgumentException("--threads must be at least 0 (0 for one per core), not " + threads);
        }
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
