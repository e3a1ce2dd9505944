package dev.icfrr.vision.jpeg;

import dev.icfrr.vision.jpeg.Scan.BlockDecoder;

/** Reads blocks whose coefficients are complete. */
final class SequentialDecoder implements BlockDecoder {

    private final BitReader bits;
    private final HuffmanTable[] dc;
    private final HuffmanTable[] ac;

    /** @param dc tables by number; those that the scan uses are there. Likewise {@code ac} */
    SequentialDecoder(BitReader bits, HuffmanTable[] dc, HuffmanTable[] ac) {
        this.bits = bits;
        this.dc = dc;
        this.ac = ac;
    }

    @Override
    public void restart() {
        // The last DC values are with the components.
    }

    @Override
    public void read(Component component, short[] coefficients, int at) throws JpegException {
        int size = bits.symbol(dc[component.dcTable]);
        if (size > 0) {
            component.lastDc += bits.signed(size);
        }
        coefficients[at] = (short) component.lastDc;
        HuffmanTable table = ac[component.acTable];
        for (int k = 1; k < Component.BLOCK; k++) {
            int symbol = bits.symbol(table);
            int run = symbol >> 4;
            int length = symbol & 15;
            k += run;
            if (length > 0) {
                coefficients[at + Zigzag.natural(k)] = (short) bits.signed(length);
            } else if (run != 15) {
                break;
            }
        }
    }
}
