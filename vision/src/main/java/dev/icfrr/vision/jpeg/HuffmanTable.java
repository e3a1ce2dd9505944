package dev.icfrr.vision.jpeg;

import java.util.Arrays;

/** A table of codes of 1 to 16 bits. Immutable. */
final class HuffmanTable {

    static final int LOOKAHEAD = 8;
    static final int LONGEST = 16;

    /**
     * By the next 8 bits: the length of the code in the upper bits, its symbol in the lower 8; a length of 9 if longer.
     */
    final int[] lookup = new int[1 << LOOKAHEAD];
    /** The largest code of each length, -1 if there is none. The last entry ends the search. */
    final int[] largest = new int[LONGEST + 2];

    private final int[] offset = new int[LONGEST + 1];
    private final byte[] symbols;

    /**
     * @param counts number of codes of each length, from index 1 on
     * @param symbols in the order of their codes
     */
    HuffmanTable(int[] counts, byte[] symbols) throws JpegException {
        this.symbols = symbols;
        Arrays.fill(lookup, (LOOKAHEAD + 1) << 8);
        int code = 0;
        int symbol = 0;
        for (int length = 1; length <= LONGEST; length++) {
            offset[length] = symbol - code;
            for (int i = 0; i < counts[length]; i++) {
                if (code >= 1 << length) {
                    throw new JpegException("a Huffman table has more codes than fit");
                }
                if (length <= LOOKAHEAD) {
                    int first = code << (LOOKAHEAD - length);
                    int entry = (length << 8) | (symbols[symbol] & 0xff);
                    Arrays.fill(lookup, first, first + (1 << (LOOKAHEAD - length)), entry);
                }
                code++;
                symbol++;
            }
            largest[length] = counts[length] == 0 ? -1 : code - 1;
            code <<= 1;
        }
        largest[LONGEST + 1] = Integer.MAX_VALUE;
    }

    /** Returns the symbol of a code. */
    int symbol(int code, int length) {
        return symbols[(code + offset[length]) & 0xff] & 0xff;
    }

    /** Checks that all symbols are sizes of DC coefficients. */
    void requireDc() throws JpegException {
        for (byte symbol : symbols) {
            if ((symbol & 0xff) > 15) {
                throw new JpegException("a Huffman table for DC has a symbol above 15");
            }
        }
    }
}
