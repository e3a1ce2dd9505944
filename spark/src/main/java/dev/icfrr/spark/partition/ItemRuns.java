package dev.icfrr.spark.partition;

/** Runs of consecutive gallery items: the unit in which lists and labels are spread over machines. */
public final class ItemRuns {
    /** Items per run. Many runs fit a task, and a large gallery has enough runs for all tasks. */
    public static final int ITEMS = 1024;

    private ItemRuns() {}

    /** Returns the number of runs of a gallery. */
    public static int count(int size) {
        return Math.ceilDiv(size, ITEMS);
    }
}
