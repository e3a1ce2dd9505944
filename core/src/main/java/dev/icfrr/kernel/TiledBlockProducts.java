package dev.icfrr.kernel;

import dev.icfrr.matrix.FloatMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Block products in register tiles of four rows of the block by two vectors of other rows. A lane is a pair of rows.
 * Packed rows come in groups: column after column, with the values of all rows of the group side by side. Groups of the
 * block have four rows, groups of other rows two vectors, and a panel is a few of these.
 */
final class TiledBlockProducts extends BlockProducts {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> NARROW =
            VectorSpecies.of(float.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));
    private static final int LANES = SPECIES.length();
    private static final int GROUP = 2 * LANES;
    private static final int TILE_ROWS = 4;

    /** Groups of a panel: with common feature lengths they stay in the second-level cache in double precision. */
    private static final int GROUPS = 2;

    private static final int PANEL = GROUPS * GROUP;

    /** Values that are widened at a time, so that they are in the first-level cache. */
    private static final int CHUNK = 2048;

    private final int columns;
    /** A panel in double precision. */
    private final double[] wide;

    private final double[] lengths = new double[PANEL];
    private final double[] sums = new double[TILE_ROWS * GROUP];
    private final float[] packed;
    private double[] block = {};
    private double[] blockLengths = {};
    private int blockRows;

    TiledBlockProducts(int columns) {
        this.columns = columns;
        wide = new double[Math.multiplyExact(PANEL, columns)];
        packed = new float[wide.length];
    }

    @Override
    public int panelRows() {
        return PANEL;
    }

    @Override
    public long panelBytes() {
        return (long) Float.BYTES * PANEL * columns;
    }

    @Override
    public void pack(float[] rows, Panel into) {
        Panels.pack(rows, PANEL, columns, GROUP, packed, 0);
        MemorySegment.copy(packed, 0, into.memory(), FloatMemory.LAYOUT, into.start(), PANEL * columns);
        for (int row = 0; row < PANEL; row++) {
            into.squaredLengths()[into.first() + row] = squaredLength(rows, row * columns, columns);
        }
    }

    private double squaredLength(float[] values, int start, int count) {
        DoubleVector sum = DoubleVector.zero(SPECIES);
        int k = 0;
        for (; k <= count - LANES; k += LANES) {
            DoubleVector value = widened(FloatVector.fromArray(NARROW, values, start + k));
            sum = value.fma(value, sum);
        }
        // A reduction across lanes would add in no fixed order.
        sum.intoArray(sums, 0);
        double squares = 0;
        for (int lane = 0; lane < LANES; lane++) {
            squares += sums[lane];
        }
        for (; k < count; k++) {
            squares += (double) values[start + k] * values[start + k];
        }
        return squares;
    }

    private static DoubleVector widened(FloatVector values) {
        return (DoubleVector) values.convertShape(VectorOperators.F2D, SPECIES, 0);
    }

    @Override
    public void block(double[] rows, int count, int stride) {
        blockRows = count;
        int padded = Math.ceilDiv(count, TILE_ROWS) * TILE_ROWS;
        if (blockLengths.length < padded) {
            block = new double[Math.multiplyExact(padded, columns)];
            blockLengths = new double[padded];
        }
        for (int row = 0; row < count; row++) {
            int to = (row - row % TILE_ROWS) * columns + row % TILE_ROWS;
            double squares = 0;
            for (int k = 0; k < columns; k++) {
                double value = rows[row * stride + k];
                block[to + k * TILE_ROWS] = value;
                squares += value * value;
            }
            blockLengths[row] = squares;
        }
    }

    @Override
    public double squaredLength(int row) {
        return blockLengths[row];
    }

    @Override
    public void squared(Panel panel, int count, double[] into, int start, int intoStride) {
        int groups = Math.ceilDiv(count, GROUP);
        widen(panel, groups * GROUP * columns);
        System.arraycopy(panel.squaredLengths(), panel.first(), lengths, 0, count);
        for (int row = 0; row < blockRows; row += TILE_ROWS) {
            int rows = Math.min(TILE_ROWS, blockRows - row);
            for (int other = 0; other < count; other += GROUP) {
                tile(block, row * columns, wide, other * columns, columns, sums);
                int others = Math.min(GROUP, count - other);
                for (int i = 0; i < rows; i++) {
                    finish(i * GROUP, blockLengths[row + i], other);
                    System.arraycopy(sums, i * GROUP, into, start + (row + i) * intoStride + other, others);
                }
            }
        }
    }

    private void widen(Panel panel, int count) {
        for (int i = 0; i < count; i += CHUNK) {
            int few = Math.min(CHUNK, count - i);
            MemorySegment.copy(
                    panel.memory(), FloatMemory.LAYOUT, panel.start() + (long) Float.BYTES * i, packed, 0, few);
            widen(packed, few, wide, i);
        }
    }

    private static void widen(float[] from, int count, double[] into, int start) {
        for (int i = 0; i < count; i += LANES) {
            widened(FloatVector.fromArray(NARROW, from, i)).intoArray(into, start + i);
        }
    }

    private static void tile(double[] a, int aAt, double[] b, int bAt, int columns, double[] into) {
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
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bAt + k * GROUP);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bAt + k * GROUP + LANES);
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
    private void finish(int at, double squaredLength, int other) {
        for (int i = 0; i < GROUP; i += LANES) {
            DoubleVector squares =
                    DoubleVector.fromArray(SPECIES, lengths, other + i).add(squaredLength);
            DoubleVector.fromArray(SPECIES, sums, at + i)
                    .fma(DoubleVector.broadcast(SPECIES, -2), squares)
                    .max(0)
                    .intoArray(sums, at + i);
        }
    }

    @Override
    public void copyNegatedRoots(double[] from, int start, int count, double[] into) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            DoubleVector.fromArray(SPECIES, from, start + i).sqrt().neg().intoArray(into, i);
        }
        for (; i < count; i++) {
            into[i] = -Math.sqrt(from[start + i]);
        }
    }
}
