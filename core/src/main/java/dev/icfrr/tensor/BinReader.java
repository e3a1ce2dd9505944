package dev.icfrr.tensor;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads {@code fbin}, {@code ibin}, {@code u8bin} and {@code i8bin}, the formats of billion-scale benchmarks: numbers
 * of vectors and dimensions as 32-bit numbers, then the vectors.
 */
final class BinReader {

    private static final int HEADER = 8;

    private BinReader() {}

    /**
     * Reads one file. A file of {@code int}s with twice the bytes holds neighbors and their distances; it becomes a
     * dictionary.
     */
    static Value read(Object file, MemorySegment data, DType dtype) throws TensorFormatException {
        if (data.byteSize() < HEADER) {
            throw new TensorFormatException(
                    file, "", "the file is too short to hold its header of " + HEADER + " bytes");
        }
        long rows = data.get(Elements.I4, 0) & 0xFFFF_FFFFL;
        long columns = data.get(Elements.I4, 4) & 0xFFFF_FFFFL;
        long[] shape = {rows, columns};
        long needed;
        try {
            needed = Math.multiplyExact(Shapes.count(shape), (long) dtype.bytes());
        } catch (ArithmeticException e) {
            needed = Long.MAX_VALUE;
        }
        long available = data.byteSize() - HEADER;
        if (dtype == DType.INT32 && available / 2 == needed && available % 2 == 0 && needed > 0) {
            Map<String, Tensor> parts = new LinkedHashMap<>();
            parts.put("neighbors", view(data, DType.INT32, HEADER / 4, shape));
            parts.put("distances", view(data, DType.FLOAT32, HEADER / 4 + rows * columns, shape));
            return Value.Dict.of(parts);
        }
        if (available != needed) {
            throw new TensorFormatException(
                    file,
                    "byte 0",
                    rows + " vectors of " + columns + " dimensions of type " + dtype + " do not make the " + available
                            + " bytes that follow: the file was cut off, or is of another type");
        }
        return view(data, dtype, HEADER / dtype.bytes(), shape);
    }

    private static Tensor view(MemorySegment data, DType dtype, long offset, long[] shape) {
        return Tensor.view(dtype, data, ByteOrder.LITTLE_ENDIAN, offset, shape, Shapes.rowMajor(shape));
    }
}
