package dev.icfrr.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Block products in register tiles of four rows of the block by two vectors of other rows. A lane is a pair of rows.
 * Packed rows of the block come in groups of four, packed other rows in one panel of two vectors: column after column,
 * with the values of all rows of the group or panel side by side.
 */
final class TiledBlockProducts extends BlockProducts {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = 2 * LANES;
    private static final int TILE_ROWS = 4;

    /** Columns packed at a time, few enough for source and target to stay in the first-level cache. */
    private static final int STEPS = 64;

    private final int columns;
    private final double[] panel;
    private final double[] otherLengths = new double[PANEL];
    private final double[] sums = new double[TILE_ROWS * PANEL];
    private double[] block = new double[0];
    private double[] lengths = new double[0];
    private int blockRows;
    private double largest;

    TiledBlockProducts(int columns) {
        this.columns = columns;
        panel = new double[Math.multiplyExact(PANEL, columns)];
    }

    @Override
    public void block(double[] rows, int count, int stride) {
        blockRows = count;
        int padded = Math.ceilDiv(count, TILE_ROWS) * TILE_ROWS;
        if (lengths.length < padded) {
            block = new double[Math.multiplyExact(padded, columns)];
            lengths = new double[padded];
        }
        for (int row = 0; row < count; row++) {
            int to = (row - row % TILE_ROWS) * columns + row % TILE_ROWS;
            double squares = 0;
            for (int k = 0; k < columns; k++) {
                double value = rows[row * stride + k];
                block[to + k * TILE_ROWS] = value;
                squares += value * value;
            }
            lengths[row] = squares;
        }
    }

    @Override
    public int most() {
        return PANEL;
    }

    @Override
    public double squaredLength(int row) {
        return lengths[row];
    }

    @Override
    public double largestSquaredLength() {
        return largest;
    }

    @Override
    public void distances(float[] others, int count, double[] into, int start, int intoStride) {
        pack(others, count, columns, panel);
        measure(panel, columns, otherLengths);
        for (int other = 0; other < count; other++) {
            largest = Math.max(largest, otherLengths[other]);
        }
        for (int row = 0; row < blockRows; row += TILE_ROWS) {
            tile(block, row * columns, panel, columns, sums);
            int rows = Math.min(TILE_ROWS, blockRows - row);
            for (int i = 0; i < rows; i++) {
                finish(i * PANEL, lengths[row + i]);
                System.arraycopy(sums, i * PANEL, into, start + (row + i) * intoStride, count);
            }
        }
    }

    private static void pack(float[] rows, int count, int columns, double[] into) {
        for (int k = 0; k < columns; k += STEPS) {
            int few = Math.min(STEPS, columns - k);
            for (int lane = 0; lane < count; lane++) {
                int from = lane * columns + k;
                int to = k * PANEL + lane;
                for (int i = 0; i < few; i++) {
                    into[to + i * PANEL] = rows[from + i];
                }
            }
        }
    }

    /** Computes the squared lengths of the packed rows. */
    private static void measure(double[] panel, int columns, double[] into) {
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        for (int k = 0; k < columns; k++) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, panel, k * PANEL);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, panel, k * PANEL + LANES);
            s0 = b0.fma(b0, s0);
            s1 = b1.fma(b1, s1);
        }
        s0.intoArray(into, 0);
        s1.intoArray(into, LANES);
    }

    private static void tile(double[] a, int aAt, double[] b, int columns, double[] into) {
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s01 = s00;
        DoubleVector s10 = s00;
        DoubleVector s11 = s00;
        DoubleVector s20 = s00;
        DoubleVector s21 = s00;
        DoubleVector s30 = s00;
        DoubleVector s31 = s00;
        for (int k = 0; k < columns; k++) {
            int at = aAt + k * TILE_ROWS;
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, k * PANEL);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, k * PANEL + LANES);
            DoubleVector x = DoubleVector.broadcast(SPECIES, a[at]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = DoubleVector.broadcast(SPECIES, a[at + 1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = DoubleVector.broadcast(SPECIES, a[at + 2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = DoubleVector.broadcast(SPECIES, a[at + 3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
        }
        s00.intoArray(into, 0);
        s01.intoArray(into, LANES);
        s10.intoArray(into, 2 * LANES);
        s11.intoArray(into, 3 * LANES);
        s20.intoArray(into, 4 * LANES);
        s21.intoArray(into, 5 * LANES);
        s30.intoArray(into, 6 * LANES);
        s31.intoArray(into, 7 * LANES);
    }

    /** Makes distances of the products of one row of the block. */
    private void finish(int at, double squaredLength) {
        for (int i = 0; i < PANEL; i += LANES) {
            DoubleVector squares =
                    DoubleVector.fromArray(SPECIES, otherLengths, i).add(squaredLength);
            DoubleVector.fromArray(SPECIES, sums, at + i)
                    .fma(DoubleVector.broadcast(SPECIES, -2), squares)
                    .max(0)
                    .sqrt()
                    .intoArray(sums, at + i);
        }
    }
}
