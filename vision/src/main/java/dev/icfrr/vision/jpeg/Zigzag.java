package dev.icfrr.vision.jpeg;

import java.util.Arrays;

/** The order in which coefficients are stored. */
final class Zigzag {

    /** Zeros before a coefficient; damaged data has them behind the last one. */
    private static final int LONGEST_RUN = 15;

    private static final int[] NATURAL = natural();

    private Zigzag() {}

    /**
     * Returns the natural position of a coefficient; the last one for positions past the end, which damaged data has.
     */
    static int natural(int position) {
        return NATURAL[position];
    }

    private static int[] natural() {
        int[] order = new int[Component.BLOCK + LONGEST_RUN + 1];
        Arrays.fill(order, Component.BLOCK - 1);
        int row = 0;
        int column = 0;
        for (int i = 0; i < Component.BLOCK; i++) {
            order[i] = 8 * row + column;
            boolean up = (row + column) % 2 == 0;
            if (up) {
                if (column == 7) {
                    row++;
                } else {
                    column++;
                    row = Math.max(0, row - 1);
                }
            } else if (row == 7) {
                column++;
            } else {
                row++;
                column = Math.max(0, column - 1);
            }
        }
        return order;
    }
}
