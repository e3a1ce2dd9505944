package dev.icfrr.matrix;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A matrix that may lie in memory as little-endian floats, row after row, so that loops can read it there. */
public interface FloatMemory {

    /** The rows, or null if they do not lie so. */
    @Nullable
    MemorySegment floatMemory();
}
