package dev.icfrr.cli.python;

import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import tools.jackson.databind.JsonNode;

/**
 * An array that Python holds: in its memory, or in a file. The caller keeps it alive until the call has ended.
 *
 * @param shape sizes of the dimensions
 * @param strides distances in elements, at least 0
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package
record NativeArray(DType dtype, long[] shape, long[] strides, MemorySegment data) {

    /**
     * Finds the array that a field of a request describes: {@code dtype}, {@code shape}, {@code strides} in elements,
     * and {@code address}, or {@code file} and {@code offset}.
     *
     * @param writable whether the call writes into it
     * @throws IOException if the file cannot be mapped
     */
    static NativeArray of(JsonNode node, boolean writable) throws IOException {
        DType dtype = DType.valueOf(node.path("dtype").asString().toUpperCase(java.util.Locale.ROOT));
        long[] shape = numbers(node.path("shape"));
        long[] strides = numbers(node.path("strides"));
        long bytes = bytes(dtype, shape, strides);
        if (bytes == 0) {
            return new NativeArray(dtype, shape, strides, MemorySegment.NULL);
        }
        MemorySegment data = node.has("file")
                ? mapped(
                        Path.of(node.path("file").asString()),
                        node.path("offset").asLong(),
                        bytes,
                        writable)
                : at(node.path("address").asLong(), bytes);
        return new NativeArray(dtype, shape, strides, data);
    }

    /** Returns memory of the Python process, whose arrays are as long as they say. */
    @SuppressWarnings("restricted")
    private static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    private static MemorySegment mapped(Path file, long offset, long bytes, boolean writable) throws IOException {
        try (FileChannel channel = writable
                ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(
                    writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY,
                    offset,
                    bytes,
                    Arena.ofAuto());
        }
    }

    private static long bytes(DType dtype, long[] shape, long[] strides) {
        long last = 0;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == 0) {
                return 0;
            }
            last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        return Math.multiplyExact(last + 1, (long) dtype.bytes());
    }

    private static long[] numbers(JsonNode list) {
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).asLong();
        }
        return numbers;
    }

    /** Returns a read-only view. */
    Tensor tensor() {
        return Tensor.view(dtype, data, ByteOrder.nativeOrder(), 0, shape, strides);
    }

    /** Returns the size of a dimension. */
    int size(int dimension) {
        return Math.toIntExact(shape[dimension]);
    }
}
