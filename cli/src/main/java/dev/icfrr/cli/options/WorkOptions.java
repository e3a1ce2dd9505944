package dev.icfrr.cli.options;

import picocli.CommandLine.Option;

/** Options of commands that compute for long: threads and debugging. */
public final class WorkOptions {
    @Option(
            names = {"--threads"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads; 0 for one per core (${DEFAULT-VALUE}). They do not change results.")
    private int threads;

    @Option(
            names = {"--debug"},
            description = "Print the stack trace of an error.")
    @SuppressWarnings("unused") // ExecutionErrors looks for it by name
    private boolean debug;

    public int threads() {
        if (threads < 0) {
            throw new IllegalArgumentException("--threads must be at least 0 (0 for one per core), not " + threads);
        }
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
