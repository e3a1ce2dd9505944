package dev.icfrr.vision.jpeg;

import java.util.List;

/**
 * Estimates of low coefficients of a progressive image whose file ends too early, as libjpeg-turbo 2.1 makes them.
 * Without them such an image has visible blocks. The estimates come from the DC values of 5 x 5 blocks. They replace
 * zeros that are not known to be exact.
 */
final class BlockSmoothing {

    private static final int WINDOW = 5;

    /**
     * One coefficient.
     *
     * @param zigzag its position in zigzag order
     * @param natural its position in natural order
     * @param alone weights of the DC values, row by row, if no scan of AC coefficients was read
     * @param refining weights otherwise; empty if it then stays as it is
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this class
    private record Estimate(int zigzag, int natural, int[] alone, int[] refining) {}

    private static final List<Estimate> ESTIMATES = List.of(
            new Estimate(
                    1,
                    1,
                    weights(-1, -1, 0, 1, 1, -3, 13, 0, -13, 3, -3, 38, 0, -38, 3, -3, 13, 0, -13, 3, -1, -1, 0, 1, 1),
                    weights(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7, 50, 0, -50, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
            new Estimate(
                    2,
                    8,
                    weights(-1, -3, -3, -3, -1, -1, 13, 38, 13, -1, 0, 0, 0, 0, 0, 1, -13, -38, -13, 1, 1, 3, 3, 3, 1),
                    weights(0, 0, -7, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, -50, 0, 0, 0, 0, 7, 0, 0)),
            new Estimate(
                    3,
                    16,
                    weights(0, 0, 1, 0, 0, 0, 2, 7, 2, 0, 0, -5, -14, -5, 0, 0, 2, 7, 2, 0, 0, 0, 1, 0, 0),
                    weights(0, 0, -1, 0, 0, 0, 0, 13, 0, 0, 0, 0, -24, 0, 0, 0, 0, 13, 0, 0, 0, 0, -1, 0, 0)),
            new Estimate(
                    4,
                    9,
                    weights(-1, 0, 0, 0, 1, 0, 9, 0, -9, 0, 0, 0, 0, 0, 0, 0, -9, 0, 9, 0, 1, 0, 0, 0, -1),
                    weights(0, -1, 0, 1, 0, -1, 10, 0, -10, 1, 0, 0, 0, 0, 0, 1, -10, 0, 10, -1, 0, 1, 0, -1, 0)),
            new Estimate(
                    5,
                    2,
                    weights(0, 0, 0, 0, 0, 0, 2, -5, 2, 0, 1, 7, -14, 7, 1, 0, 2, -5, 2, 0, 0, 0, 0, 0, 0),
                    weights(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 13, -24, 13, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
            new Estimate(
                    6,
                    3,
                    weights(0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, 2, 0, -2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0),
                    weights()),
            new Estimate(
                    7,
                    10,
                    weights(0, 0, 0, 0, 0, 0, 1, -3, 1, 0, 0, 0, 0, 0, 0, 0, -1, 3, -1, 0, 0, 0, 0, 0, 0),
                    weights()),
            new Estimate(
                    8,
                    17,
                    weights(0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, -3, 0, 3, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0),
                    weights()),
            new Estimate(
                    9,
                    24,
                    weights(0, 0, 0, 0, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, -1, -2, -1, 0, 0, 0, 0, 0, 0),
                    weights()));

    private static final int[] DC =
            weights(-2, -6, -8, -6, -2, -6, 6, 42, 6, -6, -8, 42, 152, 42, -8, -6, 6, 42, 6, -6, -2, -6, -8, -6, -2);

    private BlockSmoothing() {}

    private static int[] weights(int... values) {
        return values;
    }

    /** Returns whether estimates are possible and of use. */
    static boolean isUseful(Frame frame) {
        if (!frame.progressive()) {
            return false;
        }
        boolean useful = false;
        for (Component component : frame.components()) {
            int[] quantization = component.quantization;
            if (quantization == null || quantization[0] == 0 || component.missingBits[0] < 0) {
                return false;
            }
            for (Estimate estimate : ESTIMATES) {
                if (quantization[estimate.natural] == 0) {
                    return false;
                }
                useful |= component.missingBits[estimate.zigzag] != 0;
            }
        }
        return useful;
    }

    /**
     * Computes the samples of a component.
     *
     * @param lastGoodRow the last row of MCUs that the last scan has data for; below it, the scan before it counts
     * @param firstScan whether that was the only scan
     */
    static void transform(Frame frame, Component component, int lastGoodRow, boolean firstScan) {
        int lastMcuRow = Math.ceilDiv(frame.height(), 8 * frame.maxVertical()) - 1;
        short[] work = new short[Component.BLOCK];
        int[] rows = new int[WINDOW];
        int[] window = new int[WINDOW * WINDOW];
        for (int row = 0; row < component.blockRows; row++) {
            int mcuRow = row / component.vertical;
            neighbors(component, row, mcuRow, lastMcuRow, rows);
            for (int column = 0; column < component.blockColumns; column++) {
                for (int y = 0; y < WINDOW; y++) {
                    for (int x = 0; x < WINDOW; x++) {
                        window[WINDOW * y + x] =
                                component.coefficients()[component.block(rows[y], column(component, column, x))];
                    }
                }
                System.arraycopy(component.coefficients(), component.block(row, column), work, 0, Component.BLOCK);
                boolean good = mcuRow <= lastGoodRow;
                estimate(component, work, window, good, firstScan);
                component.transform(work, 0, row, column);
            }
        }
    }

    /** The column of blocks at a place of the window; at a border that of the border. */
    private static int column(Component component, int column, int place) {
        int last = component.blockColumns - 1;
        if (last == 1 && column + place > 3) {
            // libjpeg-turbo 2.1 takes the first of two columns for what is right of them.
            return 0;
        }
        return Math.clamp(column + place - 2L, 0, last);
    }

    /** The rows of blocks around a row. libjpeg-turbo repeats a row at some borders between MCUs, too. */
    private static void neighbors(Component component, int row, int mcuRow, int lastMcuRow, int[] rows) {
        int within = row % component.vertical;
        int inMcu = component.vertical;
        if (mcuRow == lastMcuRow) {
            inMcu = component.blockRows - mcuRow * component.vertical;
        }
        rows[2] = row;
        rows[1] = within > 0 || mcuRow > 0 ? row - 1 : row;
        rows[0] = within > 1 || mcuRow > 1 ? row - 2 : rows[1];
        rows[3] = within < inMcu - 1 || mcuRow < lastMcuRow ? row + 1 : row;
        rows[4] = within < inMcu - 2 || mcuRow + 1 < lastMcuRow ? row + 2 : rows[3];
    }

    private static void estimate(Component component, short[] work, int[] window, boolean good, boolean firstScan) {
        int[] quantization = component.quantization == null ? InverseDct.NO_QUANTIZATION : component.quantization;
        boolean alone = true;
        for (Estimate estimate : ESTIMATES) {
            alone &= missing(component, estimate.zigzag, good, firstScan) == -1;
        }
        for (Estimate estimate : ESTIMATES) {
            int[] weights = alone ? estimate.alone : estimate.refining;
            int bits = missing(component, estimate.zigzag, good, firstScan);
            if (weights.length > 0 && bits != 0 && work[estimate.natural] == 0) {
                int most = bits > 0 ? (1 << bits) - 1 : Integer.MAX_VALUE;
                work[estimate.natural] =
                        (short) divided(sum(weights, window) * quantization[0], quantization[estimate.natural], most);
            }
        }
        if (alone) {
            work[0] = (short) divided(sum(DC, window) * quantization[0], quantization[0], Integer.MAX_VALUE);
        }
    }

    private static int missing(Component component, int zigzag, boolean good, boolean firstScan) {
        if (good) {
            return component.missingBits[zigzag];
        }
        return firstScan ? -1 : component.missingBitsBefore[zigzag];
    }

    private static long sum(int[] weights, int[] window) {
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += (long) weights[i] * window[i];
        }
        return sum;
    }

    /**
     * Returns a 256th of the sum in steps of the quantization, rounded, with an absolute value of at most {@code most}.
     */
    private static int divided(long sum, int quantization, int most) {
        long steps = (((long) quantization << 7) + Math.abs(sum)) / ((long) quantization << 8);
        int value = (int) Math.min(steps, most);
        return sum >= 0 ? value : -value;
    }
}
