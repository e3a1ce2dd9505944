package dev.icfrr.kernel;

import java.util.Arrays;

/** Plain loops that the compiler can vectorize by itself; a panel holds {@value #PANEL} rows, column after column. */
final class ScalarProducts implements BoundedProducts {
    private static final int PANEL = 16;
    private static final int CHUNK = 64;

    @Override
    public int panelRows() {
        return PANEL;
    }

    @Override
    public void pack(float[] rows, int rowCount, int columns, float[] into, int start) {
        Panels.pack(rows, rowCount, columns, PANEL, into, start);
    }

    @Override
    public void multiply(
            float[] a, int aStart, int aRows, float[] b, int bStart, int bRows, int columns, float[] into) {
        Arrays.fill(into, 0, aRows * bRows, 0f);
        float[] sums = new float[PANEL];
        for (int first = 0; first < columns; first += CHUNK) {
            int end = Math.min(columns, first + CHUNK);
            for (int j = 0; j < bRows; j += PANEL) {
                int panel = bStart + j * columns;
                for (int i = 0; i < aRows; i++) {
                    int row = aStart + (i - i % PANEL) * columns + i % PANEL;
                    Arrays.fill(sums, 0f);
                    for (int k = first; k < end; k++) {
                        addProducts(a[row + k * PANEL], b, panel + k * PANEL, sums);
                    }
                    int to = i * bRows + j;
                    for (int lane = 0; lane < PANEL; lane++) {
                        into[to + lane] += sums[lane];
                    }
                }
            }
        }
    }

    private static void addProducts(float factor, float[] b, int start, float[] sums) {
        for (int lane = 0; lane < PANEL; lane++) {
            sums[lane] += factor * b[start + lane];
        }
    }

    /** The product, one per later term of its chunk and its own, and one per chunk from its own on. */
    @Override
    public int roundings(int column, int columns) {
        int start = column - column % CHUNK;
        return 1 + Math.min(start + CHUNK, columns) - column + Math.ceilDiv(columns - start, CHUNK);
    }
}
