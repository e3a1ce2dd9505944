package dev.icfrr.matrix;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A matrix over floats outside the Java heap, for example in a mapped file.
 *
 * @param memory {@code rows * columns} little-endian floats, row after row
 */
public record MemoryMatrix(int rows, int columns, MemorySegment memory) implements Matrix, FloatMemory {
    public MemoryMatrix {
        if (rows < 0 || columns < 0 || memory.byteSize() != (long) rows * columns * Float.BYTES) {
            throw new IllegalArgumentException(
                    "a " + rows + " x " + columns + " matrix of floats cannot have " + memory.byteSize() + " bytes");
        }
    }

    @Override
    public MemorySegment floatMemory() {
        return memory;
    }

    @Override
    public boolean isSinglePrecision() {
        return true;
    }

    @Override
    public void copyRow(int row, float[] into) {
        MemorySegment.copy(memory, LAYOUT, start(row), into, 0, columns);
    }

    @Override
    public void copyRow(int row, double[] into) {
        long start = start(row);
        for (int k = 0; k < columns; k++) {
            into[k] = memory.get(LAYOUT, start + (long) k * Float.BYTES);
        }
    }

    private long start(int row) {
        return (long) Objects.checkIndex(row, rows) * columns * Float.BYTES;
    }
}
