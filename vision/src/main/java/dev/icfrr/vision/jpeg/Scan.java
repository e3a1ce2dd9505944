package dev.icfrr.vision.jpeg;

import java.util.List;

/**
 * One pass over some components.
 *
 * @param components in the order of their blocks
 * @param first the first coefficient in zigzag order
 * @param last the last one
 * @param before the low bits that were missing before this scan; 0 for a first scan of these coefficients
 * @param missing the low bits that are missing after it
 */
record Scan(List<Component> components, int first, int last, int before, int missing) {

    private static final int MOST_BLOCKS = 10;

    /** Reads the blocks of a scan. */
    interface BlockDecoder {
        /** Reads one block of a component into its coefficients from {@code at} on. */
        void read(Component component, short[] coefficients, int at) throws JpegException;

        /** Forgets what depends on earlier blocks. */
        void restart();
    }

    /** Says where a scan is. */
    interface Progress {
        /** An MCU with enough data will be read in this row of MCUs of the frame. */
        void reached(int row);
    }

    void requireFewBlocks() throws JpegException {
        int blocks =
                components.stream().mapToInt(c -> c.horizontal * c.vertical).sum();
        if (components.size() > 1 && blocks > MOST_BLOCKS) {
            throw new JpegException("an MCU has " + blocks + " blocks; at most " + MOST_BLOCKS + " are allowed");
        }
    }

    /**
     * Reads all blocks.
     *
     * @param restartInterval MCUs between restart markers; 0 for none
     * @param keep whether coefficients are kept; otherwise blocks are transformed at once
     */
    void read(
            Frame frame,
            JpegInput input,
            BitReader bits,
            int restartInterval,
            BlockDecoder decoder,
            boolean keep,
            Progress progress)
            throws JpegException {
        bits.start();
        decoder.restart();
        components.forEach(component -> component.lastDc = 0);
        Component only = components.getFirst();
        boolean single = components.size() == 1;
        int rows = single ? only.blockRows : Math.ceilDiv(frame.height(), 8 * frame.maxVertical());
        int columns = single ? only.blockColumns : Math.ceilDiv(frame.width(), 8 * frame.maxHorizontal());
        int untilRestart = restartInterval;
        int restarts = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (!bits.ended()) {
                    progress.reached(single ? row / only.vertical : row);
                }
                if (restartInterval > 0) {
                    if (untilRestart == 0) {
                        input.passRestart(restarts);
                        restarts = (restarts + 1) & 7;
                        bits.reset();
                        decoder.restart();
                        components.forEach(component -> component.lastDc = 0);
                        untilRestart = restartInterval;
                    }
                    untilRestart--;
                }
                boolean read = !bits.ended();
                if (single) {
                    block(only, row, column, read, decoder, keep);
                } else {
                    for (Component component : components) {
                        for (int y = 0; y < component.vertical; y++) {
                            for (int x = 0; x < component.horizontal; x++) {
                                block(
                                        component,
                                        row * component.vertical + y,
                                        column * component.horizontal + x,
                                        read,
                                        decoder,
                                        keep);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void block(
            Component component, int row, int column, boolean read, BlockDecoder decoder, boolean keep)
            throws JpegException {
        short[] coefficients = component.coefficients();
        int at = keep ? component.block(row, column) : 0;
        if (!keep) {
            java.util.Arrays.fill(coefficients, (short) 0);
        }
        if (read) {
            decoder.read(component, coefficients, at);
        }
        if (!keep) {
            component.transform(coefficients, 0, row, column);
        }
    }
}
