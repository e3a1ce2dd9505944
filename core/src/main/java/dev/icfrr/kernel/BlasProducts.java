package dev.icfrr.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Products computed by OpenBLAS; blocks stay row-major. */
final class BlasProducts implements BoundedProducts {
    /** Columns per call: few enough for a small error bound, enough for the library to run at full speed. */
    private static final int CHUNK = 384;

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
        MemorySegment rowsOfA = MemorySegment.ofArray(a).asSlice((long) aStart * Float.BYTES);
        MemorySegment rowsOfB = MemorySegment.ofArray(b).asSlice((long) bStart * Float.BYTES);
        MemorySegment products = MemorySegment.ofArray(into);
        for (int k = 0; k < columns; k += CHUNK) {
            long skipped = (long) k * Float.BYTES;
            blas.multiply(
                    rowsOfA.asSlice(skipped),
                    aRows,
                    rowsOfB.asSlice(skipped),
                    bRows,
                    columns,
                    Math.min(CHUNK, columns - k),
                    products,
                    k > 0);
        }
    }

    /** Counts a product and an addition per term of a chunk, for any order of summation, and one addition per chunk. */
    @Override
    public int roundings(int column, int columns) {
        return Math.min(columns, CHUNK) + 1 + Math.ceilDiv(columns, CHUNK);
    }
}
