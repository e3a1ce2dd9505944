package dev.icfrr.spark.command;

import picocli.CommandLine.Option;

/** Options of every job. */
final class JobOptions {
    /** With more partitions, bookkeeping costs more than better balance gains. */
    private static final int MOST_PARTITIONS = 20_000;

    private static final int TASKS_PER_CORE = 4;

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

    /** Returns the number of partitions for so many pieces of work. */
    int partitions(int cores, long pieces) {
        return partitions > 0
                ? partitions
                : (int) Math.max((long) TASKS_PER_CORE * cores, Math.min(pieces, MOST_PARTITIONS));
    }

    static void requireAtLeast(int least, int value, String option) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be at least " + least + ", not " + value);
        }
    }
}
