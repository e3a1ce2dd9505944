package dev.icfrr.vision.jpeg;

/**
 * The bits of entropy-coded data. At a marker the data ends, and the missing bits of the current block are zeros, as in
 * libjpeg.
 */
final class BitReader {

    /** A buffer that is filled holds at least this many bits. */
    private static final int FILLED = 57;

    private final JpegInput input;
    private long buffer;
    private int left;
    private boolean ended;

    BitReader(JpegInput input) {
        this.input = input;
    }

    /** Returns whether bits were missing since the last restart. */
    boolean ended() {
        return ended;
    }

    /** Starts behind a marker. */
    void reset() {
        left = 0;
        ended = ended && input.pending() != 0;
    }

    /** Starts a scan. */
    void start() {
        left = 0;
        ended = false;
    }

    private void fill(int wanted) throws JpegException {
        while (left <= Long.SIZE - Integer.SIZE && input.hasPlainInt()) {
            buffer = (buffer << Integer.SIZE) | Integer.toUnsignedLong(input.nextInt());
            left += Integer.SIZE;
        }
        while (left < FILLED && input.pending() == 0) {
            int value = input.next();
            if (value == 0xff) {
                int marker = input.next();
                while (marker == 0xff) {
                    marker = input.next();
                }
                if (marker != 0) {
                    input.setPending(marker);
                    break;
                }
            }
            buffer = (buffer << 8) | value;
            left += 8;
        }
        if (wanted > left) {
            ended = true;
            buffer <<= FILLED - left;
            left = FILLED;
        }
    }

    /** Reads up to 16 bits. */
    int bits(int count) throws JpegException {
        if (left < count) {
            fill(count);
        }
        left -= count;
        return (int) (buffer >>> left) & ((1 << count) - 1);
    }

    /** Reads one bit. */
    boolean bit() throws JpegException {
        return bits(1) != 0;
    }

    /** Reads a code and returns its symbol; 0 if there is no such code. */
    int symbol(HuffmanTable table) throws JpegException {
        int length = 1;
        if (left < HuffmanTable.LOOKAHEAD) {
            fill(0);
        }
        if (left >= HuffmanTable.LOOKAHEAD) {
            int entry = table.lookup[(int) (buffer >>> (left - HuffmanTable.LOOKAHEAD)) & 0xff];
            length = entry >> 8;
            if (length <= HuffmanTable.LOOKAHEAD) {
                left -= length;
                return entry & 0xff;
            }
        }
        int code = bits(length);
        while (code > table.largest[length]) {
            code = (code << 1) | bits(1);
            length++;
        }
        return length > HuffmanTable.LONGEST ? 0 : table.symbol(code, length);
    }

    /** Reads the difference or coefficient of a size, in the notation of JPEG. */
    int signed(int size) throws JpegException {
        int value = bits(size);
        return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }
}
