package dev.icfrr.cli.rerank;

/** Takes the lines that a run says of itself. */
@FunctionalInterface
public interface RunLog {
    void say(String line);
}
