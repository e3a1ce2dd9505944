package dev.icfrr.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * Cuts a range of a tensor's logical order into runs of equally spaced elements. Dimensions that continue each other in
 * memory are merged, so that a contiguous tensor is one run.
 */
final class TensorRuns {

    /** Receives one run: its first element, the distance between elements, their number, and the number before it. */
    interface Visitor {
        void visit(long first, long stride, long length, long done);
    }

    private final long[] shape;
    private final long[] strides;
    private final long count;

    TensorRuns(long[] shape, long[] strides, long count) {
        long[] mergedShape = new long[Math.max(shape.length, 1)];
        long[] mergedStrides = new long[mergedShape.length];
        int merged = 0;
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] == 1) {
                continue;
            }
            if (merged > 0
                    && count > 0
                    && mergedStrides[merged - 1] / shape[d] == strides[d]
                    && mergedStrides[merged - 1] % shape[d] == 0) {
                mergedShape[merged - 1] *= shape[d];
                mergedStrides[merged - 1] = strides[d];
            } else {
                mergedShape[merged] = shape[d];
                mergedStrides[merged++] = strides[d];
            }
        }
        if (merged == 0) {
            mergedShape[merged] = 1;
            mergedStrides[merged++] = 1;
        }
        this.shape = Arrays.copyOf(mergedShape, merged);
        this.strides = Arrays.copyOf(mergedStrides, merged);
        this.count = count;
    }

    boolean isContiguous() {
        return count == 0 || (shape.length == 1 && strides[0] == 1);
    }

    boolean repeats() {
        if (count == 0) {
            return false;
        }
        long span = 1;
        for (int d = 0; d < shape.length; d++) {
            span += (shape[d] - 1) * strides[d];
        }
        return count > span;
    }

    void forEach(long offset, long start, long length, Visitor visitor) {
        Objects.checkFromIndexSize(start, length, count);
        if (length == 0) {
            return;
        }
        int last = shape.length - 1;
        long[] index = new long[shape.length];
        long rest = start;
        for (int d = last; d >= 0; d--) {
            index[d] = rest % shape[d];
            rest /= shape[d];
        }
        long done = 0;
        while (done < length) {
            long first = offset;
            for (int d = 0; d <= last; d++) {
                first += index[d] * strides[d];
            }
            long run = Math.min(shape[last] - index[last], length - done);
            visitor.visit(first, strides[last], run, done);
            done += run;
            index[last] = 0;
            for (int d = last - 1; d >= 0 && ++index[d] == shape[d]; d--) {
                index[d] = 0;
            }
        }
    }
}
