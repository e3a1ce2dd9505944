package dev.icfrr.advice;

import java.util.Locale;

/** What a run does about queries that re-ranking is likely to harm: ignore them, report them, or keep their order. */
public enum GuardMode {
    OFF,
    TELL,
    LEAVE;

    /** Returns the name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
