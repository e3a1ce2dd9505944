package dev.icfrr.tensor;

import dev.icfrr.matrix.FloatMemory;
import dev.icfrr.matrix.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link Matrix} over a tensor of two dimensions. */
record TensorMatrix(Tensor tensor) implements Matrix, FloatMemory {

    @Override
    public @Nullable MemorySegment floatMemory() {
        return tensor.memory(DType.FLOAT32);
    }

    @Override
    public int rows() {
        return (int) tensor.size(0);
    }

    @Override
    public int columns() {
        return (int) tensor.size(1);
    }

    @Override
    public boolean isSinglePrecision() {
        return tensor.dtype().isSinglePrecision();
    }

    @Override
    public void copyRow(int row, float[] into) {
        Objects.checkIndex(row, rows());
        tensor.copyTo((long) row * columns(), into, 0, columns());
    }

    @Override
    public void copyRow(int row, double[] into) {
        Objects.checkIndex(row, rows());
        tensor.copyTo((long) row * columns(), into, 0, columns());
    }
}
