package dev.icfrr.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Block distances in register tiles of four rows of the block by two vectors of other rows, one accumulator of the
 * definition after the other. A lane is a pair of rows, so nothing is added across lanes, and the bits are those of
 * {@link CanonicalDistances}.
 *
 * <p>Packed rows come in panels of two vectors: first the values of accumulator 0, column after column with the values
 * of all rows of the panel side by side, then those of accumulator 1. A panel's part for one accumulator stays in the
 * first-level cache while all rows of the block are compared with it.
 */
final class TiledBlockDistances extends BlockDistances {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = 2 * LANES;
    private static final int TILE_ROWS = 4;
    private static final int TILE = TILE_ROWS * PANEL;
    private static final int STRIPES = CanonicalDistances.STRIPES;

    /** Steps packed at a time, few enough for source and target to stay in the first-level cache. */
    private static final int STEPS = 16;

    /** Rows in a block from which tiles gain more than packing the other rows costs. */
    private static final int WORTH_PACKING = 24;

    private final PlainBlockDistances plain;
    private final int stride;
    private final int steps;
    private final double[] panel;
    private final double[] edge = new double[PANEL];
    private double[] block = new double[0];
    private double[] sums = new double[0];
    private int blockRows;

    TiledBlockDistances(PlainBlockDistances plain, int stride) {
        this.plain = plain;
        this.stride = stride;
        steps = stride / STRIPES;
        panel = new double[Math.multiplyExact(PANEL, stride)];
    }

    @Override
    public void block(double[] rows, int count) {
        plain.block(rows, count);
        blockRows = count;
        if (count >= WORTH_PACKING) {
            int padded = Math.ceilDiv(count, PANEL) * PANEL;
            if (sums.length < padded * PANEL * STRIPES) {
                block = new double[Math.multiplyExact(padded, stride)];
                sums = new double[padded * PANEL * STRIPES];
            }
            for (int first = 0; first < count; first += PANEL) {
                pack(rows, first, Math.min(PANEL, count - first), block, first * stride);
            }
        }
    }

    @Override
    public void squared(double[] others, int count, double[] into, int start, int intoStride) {
        if (blockRows < WORTH_PACKING) {
            plain.squared(others, count, into, start, intoStride);
            return;
        }
        for (int first = 0; first < count; first += PANEL) {
            int columns = Math.min(PANEL, count - first);
            pack(others, first, columns, panel, 0);
            add();
            reduce(into, start + first, intoStride, columns);
        }
    }

    private void pack(double[] rows, int first, int count, double[] into, int start) {
        for (int step = 0; step < steps; step += STEPS) {
            int few = Math.min(STEPS, steps - step);
            for (int stripe = 0; stripe < STRIPES; stripe++) {
                for (int lane = 0; lane < count; lane++) {
                    int from = (first + lane) * stride + step * STRIPES + stripe;
                    int to = start + (stripe * steps + step) * PANEL + lane;
                    for (int i = 0; i < few; i++) {
                        into[to + i * PANEL] = rows[from + i * STRIPES];
                    }
                }
            }
        }
    }

    /** Fills {@link #sums}, tile after tile and in each one accumulator after the other. */
    private void add() {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            int part = stripe * steps * PANEL;
            for (int row = 0; row < blockRows; row += TILE_ROWS) {
                int inPanel = row % PANEL;
                int at = (row - inPanel) * stride + part + inPanel;
                tile(block, at, panel, part, steps, sums, (row / TILE_ROWS * STRIPES + stripe) * TILE);
            }
        }
    }

    private static void tile(double[] a, int aAt, double[] b, int bAt, int count, double[] into, int at) {
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s01 = s00;
        DoubleVector s10 = s00;
        DoubleVector s11 = s00;
        DoubleVector s20 = s00;
        DoubleVector s21 = s00;
        DoubleVector s30 = s00;
        DoubleVector s31 = s00;
        for (int k = 0; k < count; k++) {
            int step = k * PANEL;
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bAt + step);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bAt + LANES + step);
            DoubleVector x = DoubleVector.broadcast(SPECIES, a[aAt + step]);
            DoubleVector d = x.sub(b0);
            s00 = d.fma(d, s00);
            d = x.sub(b1);
            s01 = d.fma(d, s01);
            x = DoubleVector.broadcast(SPECIES, a[aAt + 1 + step]);
            d = x.sub(b0);
            s10 = d.fma(d, s10);
            d = x.sub(b1);
            s11 = d.fma(d, s11);
            x = DoubleVector.broadcast(SPECIES, a[aAt + 2 + step]);
            d = x.sub(b0);
            s20 = d.fma(d, s20);
            d = x.sub(b1);
            s21 = d.fma(d, s21);
            x = DoubleVector.broadcast(SPECIES, a[aAt + 3 + step]);
            d = x.sub(b0);
            s30 = d.fma(d, s30);
            d = x.sub(b1);
            s31 = d.fma(d, s31);
        }
        s00.intoArray(into, at);
        s01.intoArray(into, at + LANES);
        s10.intoArray(into, at + 2 * LANES);
        s11.intoArray(into, at + 3 * LANES);
        s20.intoArray(into, at + 4 * LANES);
        s21.intoArray(into, at + 5 * LANES);
        s30.intoArray(into, at + 6 * LANES);
        s31.intoArray(into, at + 7 * LANES);
    }

    /** Adds the accumulators of each distance in the order of the definition. */
    private void reduce(double[] into, int start, int intoStride, int columns) {
        for (int row = 0; row < blockRows; row++) {
            int from = row / TILE_ROWS * STRIPES * TILE + row % TILE_ROWS * PANEL;
            int to = start + row * intoStride;
            if (columns == PANEL) {
                reduced(from).intoArray(into, to);
                reduced(from + LANES).intoArray(into, to + LANES);
            } else {
                reduced(from).intoArray(edge, 0);
                reduced(from + LANES).intoArray(edge, LANES);
                System.arraycopy(edge, 0, into, to, columns);
            }
        }
    }

    private DoubleVector reduced(int at) {
        DoubleVector even = sum(at, 0).add(sum(at, 4)).add(sum(at, 2).add(sum(at, 6)));
        DoubleVector odd = sum(at, 1).add(sum(at, 5)).add(sum(at, 3).add(sum(at, 7)));
        return even.add(odd);
    }

    private DoubleVector sum(int at, int stripe) {
        return DoubleVector.fromArray(SPECIES, sums, at + stripe * TILE);
    }
}
