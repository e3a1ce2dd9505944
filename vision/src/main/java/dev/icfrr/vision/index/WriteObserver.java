package dev.icfrr.vision.index;

import java.io.IOException;

/** Hears of each step of a change of an index on disk before it happens; tests stop the world there. */
@FunctionalInterface
interface WriteObserver {
    WriteObserver NONE = step -> {};

    void before(String step) throws IOException;
}
