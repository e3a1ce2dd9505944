package dev.icfrr.vision.jpeg;

import dev.icfrr.vision.jpeg.Scan.BlockDecoder;

/** Reads blocks of a progressive scan: some coefficients, or one more bit of coefficients that earlier scans began. */
final class ProgressiveDecoder implements BlockDecoder {

    private final BitReader bits;
    private final Scan scan;
    private final HuffmanTable[] dc;
    private final HuffmanTable[] ac;
    /** The number of further blocks without new coefficients. */
    private int emptyBlocks;

    /** @param dc tables by number; those that the scan uses are there. Likewise {@code ac} */
    ProgressiveDecoder(BitReader bits, Scan scan, HuffmanTable[] dc, HuffmanTable[] ac) {
        this.bits = bits;
        this.scan = scan;
        this.dc = dc;
        this.ac = ac;
    }

    @Override
    public void restart() {
        emptyBlocks = 0;
    }

    @Override
    public void read(Component component, short[] coefficients, int at) throws JpegException {
        if (scan.first() == 0) {
            if (scan.before() == 0) {
                firstDc(component, coefficients, at);
            } else if (bits.bit()) {
                coefficients[at] |= (short) (1 << scan.missing());
            }
        } else if (scan.before() == 0) {
            firstAc(ac[component.acTable], coefficients, at);
        } else {
            refineAc(ac[component.acTable], coefficients, at);
        }
    }

    private void firstDc(Component component, short[] coefficients, int at) throws JpegException {
        int size = bits.symbol(dc[component.dcTable]);
        if (size > 0) {
            component.lastDc += bits.signed(size);
        }
        coefficients[at] = (short) (component.lastDc << scan.missing());
    }

    private void firstAc(HuffmanTable table, short[] coefficients, int at) throws JpegException {
        if (emptyBlocks > 0) {
            emptyBlocks--;
            return;
        }
        for (int k = scan.first(); k <= scan.last(); k++) {
            int symbol = bits.symbol(table);
            int run = symbol >> 4;
            int length = symbol & 15;
            if (length > 0) {
                k += run;
                coefficients[at + Zigzag.natural(k)] = (short) (bits.signed(length) << scan.missing());
            } else if (run == 15) {
                k += 15;
            } else {
                emptyBlocks = (1 << run) - 1 + (run > 0 ? bits.bits(run) : 0);
                return;
            }
        }
    }

    private void refineAc(HuffmanTable table, short[] coefficients, int at) throws JpegException {
        int one = 1 << scan.missing();
        int k = scan.first();
        if (emptyBlocks == 0) {
            for (; k <= scan.last(); k++) {
                int symbol = bits.symbol(table);
                int zeros = symbol >> 4;
                int value = 0;
                if ((symbol & 15) > 0) {
                    // Only sizes of 1 are allowed, and libjpeg takes others for it.
                    value = bits.bit() ? one : -one;
                } else if (zeros != 15) {
                    emptyBlocks = (1 << zeros) + (zeros > 0 ? bits.bits(zeros) : 0);
                    break;
                }
                k = refine(coefficients, at, k, zeros, one);
                if (value != 0) {
                    coefficients[at + Zigzag.natural(k)] = (short) value;
                }
            }
        }
        if (emptyBlocks > 0) {
            refine(coefficients, at, k, Integer.MAX_VALUE, one);
            emptyBlocks--;
        }
    }

    /** Refines the coefficients that are not zero, up to the zero after so many zeros; returns its position. */
    private int refine(short[] coefficients, int at, int from, int zeros, int one) throws JpegException {
        int left = zeros;
        int k = from;
        for (; k <= scan.last(); k++) {
            int place = at + Zigzag.natural(k);
            int value = coefficients[place];
            if (value == 0) {
                if (left == 0) {
                    return k;
                }
                left--;
            } else if (bits.bit() && (value & one) == 0) {
                coefficients[place] = (short) (value >= 0 ? value + one : value - one);
            }
        }
        return k;
    }
}
