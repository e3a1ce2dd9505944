package dev.icfrr.kernel;

/** The packed layout of the scalar and the SIMD products: panels of a few rows, each panel column after column. */
final class Panels {
    /** Columns packed at a time: those of a panel fit the first-level cache beside the rows. */
    private static final int CHUNK = 32;

    private Panels() {}

    /** @param panel a multiple of 4 */
    static void pack(float[] rows, int rowCount, int columns, int panel, float[] into, int start) {
        for (int first = 0; first < rowCount; first += panel) {
            for (int k = 0; k < columns; k += CHUNK) {
                packChunk(
                        rows,
                        first * columns + k,
                        Math.min(CHUNK, columns - k),
                        columns,
                        panel,
                        into,
                        start + first * columns + k * panel);
            }
        }
    }

    /** Packs some columns of a panel, four rows at a time, so that a cache line is written a few times in a row. */
    private static void packChunk(float[] rows, int from, int count, int columns, int panel, float[] into, int at) {
        for (int lane = 0; lane < panel; lane += 4) {
            int row0 = from + lane * columns;
            int row1 = row0 + columns;
            int row2 = row1 + columns;
            int row3 = row2 + columns;
            for (int k = 0; k < count; k++) {
                int to = at + k * panel + lane;
                into[to] = rows[row0 + k];
                into[to + 1] = rows[row1 + k];
                into[to + 2] = rows[row2 + k];
                into[to + 3] = rows[row3 + k];
            }
        }
    }
}
