package dev.icfrr.tensor;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Reads {@code fvecs}, {@code ivecs} and {@code bvecs}: every row is its dimension as a 32-bit number, then that many
 * {@code float}s, {@code int}s or bytes. The result is a view that skips the dimensions.
 */
final class VecsReader {

    private VecsReader() {}

    static Tensor read(Object file, MemorySegment data, DType dtype) throws TensorFormatException {
        if (data.byteSize() < 4) {
            throw new TensorFormatException(file, "", "the file is too short to hold one vector");
        }
        int dimension = data.get(Elements.I4, 0);
        long rowBytes = 4 + (long) dimension * dtype.bytes();
        if (dimension < 1 || rowBytes > data.byteSize()) {
            throw new TensorFormatException(
                    file, "byte 0", "a vector of " + dimension + " dimensions does not fit: not a file of vectors");
        }
        if (data.byteSize() % rowBytes != 0) {
            throw new TensorFormatException(
                    file,
                    "byte " + data.byteSize() / rowBytes * rowBytes,
                    "the last vector is incomplete: the file was cut off or its vectors differ in dimension");
        }
        long rows = data.byteSize() / rowBytes;
        for (long row = 0; row < rows; row++) {
            int other = data.get(Elements.I4, row * rowBytes);
            if (other != dimension) {
                throw new TensorFormatException(
                        file,
                        "byte " + row * rowBytes,
                        "vector " + row + " has " + other + " dimensions, the first has " + dimension);
            }
        }
        int unit = dtype.bytes();
        long[] shape = {rows, dimension};
        long[] strides = {rowBytes / unit, 1};
        return Tensor.view(dtype, data, ByteOrder.LITTLE_ENDIAN, 4 / unit, shape, strides);
    }
}
