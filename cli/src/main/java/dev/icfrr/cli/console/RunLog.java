package dev.icfrr.cli.console;

/** Takes the lines that a run says of itself. */
@FunctionalInterface
public interface RunLog {
    void say(String line);
}
