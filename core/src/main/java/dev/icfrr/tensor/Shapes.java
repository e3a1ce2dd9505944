package dev.icfrr.tensor;

import java.util.Arrays;

/** Arithmetic of shapes and strides in elements. Overflow throws {@link IllegalArgumentException}. */
final class Shapes {

    /** PyTorch's own limit of dimensions; a file with more is damaged or hostile. */
    static final int MAX_RANK = 64;

    private Shapes() {}

    /** Returns the number of elements. */
    static long count(long[] shape) {
        if (shape.length > MAX_RANK) {
            throw new IllegalArgumentException(shape.length + " dimensions; at most " + MAX_RANK + " are possible");
        }
        boolean empty = false;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
            }
            empty |= size == 0;
        }
        if (empty) {
            return 0;
        }
        long count = 1;
        for (long size : shape) {
            count = multiply(count, size, shape);
        }
        return count;
    }

    /** Returns the strides of a tensor whose last dimension varies fastest. */
    static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride = multiply(stride, Math.max(shape[d], 1), shape);
        }
        return strides;
    }

    /** Returns the strides of a tensor whose first dimension varies fastest (Fortran order). */
    static long[] columnMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = 0; d < shape.length; d++) {
            strides[d] = stride;
            stride = multiply(stride, Math.max(shape[d], 1), shape);
        }
        return strides;
    }

    /** Returns one more than the largest element that a non-empty view touches. */
    static long end(long offset, long[] shape, long[] strides) {
        try {
            long last = offset;
            for (int d = 0; d < shape.length; d++) {
                last = Math.addExact(last, Math.multiplyExact(shape[d] - 1, strides[d]));
            }
            return Math.addExact(last, 1);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " with strides " + Arrays.toString(strides) + " overflows", e);
        }
    }

    private static long multiply(long a, long b, long[] shape) {
        try {
            return Math.multiplyExact(a, b);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " has more elements than can be counted", e);
        }
    }
}
