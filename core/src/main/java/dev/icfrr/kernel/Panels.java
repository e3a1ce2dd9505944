package dev.icfrr.kernel;

/** The packed layout of the scalar and the SIMD products: panels of a few rows, each panel column after column. */
final class Panels {
    private Panels() {}

    static void pack(float[] rows, int rowCount, int columns, int panel, float[] into, int start) {
        for (int first = 0; first < rowCount; first += panel) {
            int at = start + first * columns;
            for (int lane = 0; lane < panel; lane++) {
                int row = (first + lane) * columns;
                for (int k = 0; k < columns; k++) {
                    into[at + k * panel + lane] = rows[row + k];
                }
            }
        }
    }
}
