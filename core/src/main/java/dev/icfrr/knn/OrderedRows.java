package dev.icfrr.knn;

import dev.icfrr.matrix.FloatMemory;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the rows of a matrix in another order, in a mapped file. A search that goes through the rows in that order
 * reads the disk and the memory in sequence.
 */
record OrderedRows(int rows, int columns, MemorySegment memory) implements Matrix, FloatMemory {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * Copies rows.
     *
     * @param features in single precision
     * @param order the distinct rows to copy, by group
     * @param channel an empty file, which may be closed and deleted afterwards
     * @throws IOException if the file cannot be written
     */
    static OrderedRows copy(
            Matrix features, DeduplicatedRows distinct, int[] order, FileChannel channel, Parallelism parallelism)
            throws IOException {
        new RowSort(features, distinct, order, channel).run(parallelism);
        int columns = features.columns();
        MemorySegment memory =
                channel.map(MapMode.READ_ONLY, 0, (long) order.length * columns * Float.BYTES, Arena.ofAuto());
        return new OrderedRows(order.length, columns, memory);
    }

    @Override
    public @Nullable MemorySegment floatMemory() {
        return memory;
    }

    @Override
    public boolean isSinglePrecision() {
        return true;
    }

    @Override
    public void copyRow(int row, float[] into) {
        Objects.checkIndex(row, rows);
        MemorySegment.copy(memory, FLOAT, start(row), into, 0, columns);
    }

    @Override
    public void copyRow(int row, double[] into) {
        Objects.checkIndex(row, rows);
        for (int k = 0; k < columns; k++) {
            into[k] = memory.get(FLOAT, start(row) + (long) k * Float.BYTES);
        }
    }

    private long start(int row) {
        return (long) row * columns * Float.BYTES;
    }
}
