package dev.icfrr.matrix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** {@link Matrix} over one heap array, either {@code float[]} or {@code double[]}. */
record ArrayMatrix(int rows, int columns, Object values) implements Matrix, FloatMemory {

    @Override
    public @Nullable MemorySegment floatMemory() {
        boolean plain = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN && values instanceof float[];
        return plain ? MemorySegment.ofArray((float[]) values) : null;
    }

    @Override
    public boolean isSinglePrecision() {
        return values instanceof float[];
    }

    @Override
    public void copyRow(int row, float[] into) {
        int start = Math.toIntExact((long) row * columns);
        if (values instanceof float[] floats) {
            System.arraycopy(floats, start, into, 0, columns);
        } else {
            double[] doubles = (double[]) values;
            for (int i = 0; i < columns; i++) {
                into[i] = (float) doubles[start + i];
            }
        }
    }

    @Override
    public void copyRow(int row, double[] into) {
        int start = Math.toIntExact((long) row * columns);
        if (values instanceof double[] doubles) {
            System.arraycopy(doubles, start, into, 0, columns);
        } else {
            float[] floats = (float[]) values;
            for (int i = 0; i < columns; i++) {
                into[i] = floats[start + i];
            }
        }
    }
}
