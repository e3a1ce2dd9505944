package dev.icfrr.cli.console;

/** Receives the log lines of a run. */
@FunctionalInterface
public interface RunLog {
    void say(String line);
}
