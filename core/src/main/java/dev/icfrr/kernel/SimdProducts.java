package dev.icfrr.kernel;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products in register tiles of four rows by two vectors. Eight independent sums hide the latency of a fused
 * multiply-add, and fit processors with 16 vector registers as well as those with 32. Columns are processed in chunks,
 * so that a panel stays in the first-level cache and the error bound stays small.
 */
final class SimdProducts implements BoundedProducts {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = 2 * LANES;
    private static final int TILE_ROWS = 4;
    private static final int CHUNK = 96;

    private final SimdRowProducts ofRows = new SimdRowProducts();

    @Override
    public int panelRows() {
        return PANEL;
    }

    @Override
    public Optional<RowProducts> ofRows() {
        return Optional.of(ofRows);
    }

    @Override
    public void pack(float[] rows, int rowCount, int columns, float[] into, int start) {
        Panels.pack(rows, rowCount, columns, PANEL, into, start);
    }

    @Override
    public void multiply(
            float[] a, int aStart, int aRows, float[] b, int bStart, int bRows, int columns, float[] into) {
        for (int k = 0; k == 0 || k < columns; k += CHUNK) {
            int count = Math.min(CHUNK, columns - k);
            for (int j = 0; j < bRows; j += PANEL) {
                int bAt = bStart + j * columns + k * PANEL;
                for (int i = 0; i < aRows; i += TILE_ROWS) {
                    int inPanel = i % PANEL;
                    int aAt = aStart + (i - inPanel) * columns + k * PANEL + inPanel;
                    tile(a, aAt, b, bAt, count, into, i * bRows + j, bRows, k > 0);
                }
            }
        }
    }

    private static void tile(
            float[] a, int aAt, float[] b, int bAt, int count, float[] into, int at, int stride, boolean add) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        for (int k = 0; k < count; k++) {
            int step = k * PANEL;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + step);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + LANES + step);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[aAt + step]);
            s00 = a0.fma(b0, s00);
            s01 = a0.fma(b1, s01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[aAt + 1 + step]);
            s10 = a1.fma(b0, s10);
            s11 = a1.fma(b1, s11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[aAt + 2 + step]);
            s20 = a2.fma(b0, s20);
            s21 = a2.fma(b1, s21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[aAt + 3 + step]);
            s30 = a3.fma(b0, s30);
            s31 = a3.fma(b1, s31);
        }
        store(s00, s01, into, at, add);
        store(s10, s11, into, at + stride, add);
        store(s20, s21, into, at + 2 * stride, add);
        store(s30, s31, into, at + 3 * stride, add);
    }

    @Override
    public void prepare() {
        float[] panel = new float[Kernels.SHORT_LOOP * PANEL];
        float[] into = new float[TILE_ROWS * PANEL];
        for (int call = 0; call < Kernels.CALLS; call++) {
            tile(panel, 0, panel, 0, Kernels.SHORT_LOOP, into, 0, PANEL, call % 2 == 0);
        }
        ofRows.prepare();
    }

    private static void store(FloatVector s0, FloatVector s1, float[] into, int at, boolean add) {
        if (add) {
            s0.add(FloatVector.fromArray(SPECIES, into, at)).intoArray(into, at);
            s1.add(FloatVector.fromArray(SPECIES, into, at + LANES)).intoArray(into, at + LANES);
        } else {
            s0.intoArray(into, at);
            s1.intoArray(into, at + LANES);
        }
    }

    /** One per later term of its chunk and its own, and one per chunk from its own on. */
    @Override
    public int roundings(int column, int columns) {
        int start = column - column % CHUNK;
        return Math.min(start + CHUNK, columns) - column + Math.ceilDiv(columns - start, CHUNK);
    }
}
