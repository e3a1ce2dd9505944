package dev.icfrr.spark;

/** The iterations whose rankings a job writes. */
enum Ranks {
    ALL,
    LAST,
    NONE;

    /** Returns whether an iteration out of 0 .. last is written. */
    boolean include(int iteration, int last) {
        return this == ALL || (this == LAST && iteration == last);
    }
}
