package dev.icfrr.spark.rerank;

/** The iterations whose rankings a job writes. */
public enum Ranks {
    ALL,
    LAST,
    NONE;

    /** Returns whether an iteration out of 0 .. last is written. */
    boolean include(int iteration, int last) {
        return this == ALL || (this == LAST && iteration == last);
    }
}
