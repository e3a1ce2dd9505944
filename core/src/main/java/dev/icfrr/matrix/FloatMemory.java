package dev.icfrr.matrix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A matrix that may be stored as little-endian floats, row after row, so that loops can read it without copying. */
public interface FloatMemory {
    /** The layout of a value. */
    ValueLayout.OfFloat LAYOUT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Returns the memory of the rows, or null if they are not stored in that form. */
    @Nullable
    MemorySegment floatMemory();

    /** Returns the memory of a matrix's rows, or null if they are not stored in that form. */
    static @Nullable MemorySegment of(Matrix matrix) {
        return matrix instanceof FloatMemory floats ? floats.floatMemory() : null;
    }
}
