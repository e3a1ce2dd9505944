package dev.icfrr.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Products by OpenBLAS; blocks stay row-major. */
final class BlasProducts implements FilterProducts {
    private final OpenBlas.Found blas;

    BlasProducts(OpenBlas.Found blas) {
        this.blas = blas;
    }

    @Override
    public int panelRows() {
        return 1;
    }

    @Override
    public void pack(float[] rows, int rowCount, int columns, float[] into, int start) {
        System.arraycopy(rows, 0, into, start, rowCount * columns);
    }

    @Override
    public void multiply(
            float[] a, int aStart, int aRows, float[] b, int bStart, int bRows, int columns, float[] into) {
        if (columns == 0) {
            Arrays.fill(into, 0, aRows * bRows, 0f);
            return;
        }
        OpenBlas.multiply(
                blas,
                MemorySegment.ofArray(a).asSlice((long) aStart * Float.BYTES),
                aRows,
                MemorySegment.ofArray(b).asSlice((long) bStart * Float.BYTES),
                bRows,
                columns,
                MemorySegment.ofArray(into));
    }

    /** Whatever the order of summation: a product and an addition per term. */
    @Override
    public double relativeError(int columns) {
        return FilterProducts.gamma(columns + 1L);
    }
}
