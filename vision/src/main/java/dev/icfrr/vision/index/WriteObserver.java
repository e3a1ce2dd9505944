package dev.icfrr.vision.index;

import java.io.IOException;

/** Is called before each step of a change of an index on disk. Tests interrupt the change there. */
@FunctionalInterface
interface WriteObserver {
    WriteObserver NONE = step -> {};

    void before(String step) throws IOException;
}
