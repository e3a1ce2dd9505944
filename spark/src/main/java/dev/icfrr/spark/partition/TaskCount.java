package dev.icfrr.spark.partition;

/**
 * The number of tasks per stage.
 *
 * @param asked by the user, or 0
 */
public record TaskCount(int asked) {
    /** With more partitions, bookkeeping costs more than better balance gains. */
    private static final int MOST = 20_000;

    private static final int PER_CORE = 4;

    /** Returns the number of tasks for so many pieces of work. */
    public int of(int cores, long pieces) {
        return asked > 0 ? asked : (int) Math.max((long) PER_CORE * cores, Math.min(pieces, MOST));
    }
}
