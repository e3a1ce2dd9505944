package dev.icfrr.embeddings.data;

import dev.icfrr.io.DiskSpace;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Rows that a compressed file is decoded into, once. Small ones are in memory outside the Java heap, large ones in a
 * temporary file without a name that is mapped, so that the operating system can drop its pages.
 */
public final class DecodedRows implements AutoCloseable {
    private static final long LARGE = 256L << 20;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final DType dtype;
    private final int rows;
    private final int columns;

    /**
     * Allocates rows of zeros.
     *
     * @throws IOException if the disk has too little space for large ones
     */
    public DecodedRows(DType dtype, int rows, int columns) throws IOException {
        this.dtype = dtype;
        this.rows = rows;
        this.columns = columns;
        long bytes = (long) rows * columns * dtype.bytes();
        try {
            memory = bytes <= LARGE ? arena.allocate(Math.max(bytes, 1), Double.BYTES) : temporary(bytes);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private MemorySegment temporary(long bytes) throws IOException {
        Path file = Files.createTempFile("icfrr-rows", ".tmp");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            DiskSpace.require(file, bytes);
            return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Writes values of consecutive rows from element {@code start} on. */
    public void put(long start, float[] values, int from, int count) {
        MemorySegment.copy(values, from, memory, FLOAT, start * Float.BYTES, count);
    }

    /** Writes values of consecutive rows from element {@code start} on. */
    public void put(long start, double[] values, int from, int count) {
        MemorySegment.copy(values, from, memory, DOUBLE, start * Double.BYTES, count);
    }

    /** Writes little-endian elements from element {@code start} on. */
    public void putBytes(long start, byte[] values, int from, int bytes) {
        MemorySegment.copy(values, from, memory, ValueLayout.JAVA_BYTE, start * dtype.bytes(), bytes);
    }

    /** Returns the rows as a matrix, which can be read until this is closed. */
    public Matrix matrix() {
        long[] shape = {rows, columns};
        return Tensor.view(dtype, memory, ByteOrder.LITTLE_ENDIAN, 0, shape, new long[] {columns, 1})
                .asMatrix();
    }

    @Override
    public void close() {
        arena.close();
    }
}
