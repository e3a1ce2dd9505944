package dev.icfrr.spark.command;

import dev.icfrr.spark.partition.TaskCount;
import picocli.CommandLine.Option;

/** Options of every job. */
final class JobOptions {
    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Number of tasks per stage (4 per core, more for large inputs). Changes no result.")
    private int partitions;

    @Option(
            names = "--overwrite",
            description = "Replace what is at --out. The old contents stay until the new ones are complete.")
    boolean overwrite;

    @Option(names = "--debug", description = "Print the stack trace of an error.")
    @SuppressWarnings("UnusedVariable") // read by JobFailures from the parse result
    private boolean debug;

    void validate() {
        if (partitions < 0) {
            throw new IllegalArgumentException("--partitions must be at least 1, not " + partitions);
        }
    }

    /** Returns the number of tasks per stage. */
    TaskCount tasks() {
        return new TaskCount(partitions);
    }

    static void requireAtLeast(int least, int value, String option) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be at least " + least + ", not " + value);
        }
    }
}
