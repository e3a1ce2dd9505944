package dev.icfrr.vision.jpeg;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One color component of a frame, with its coefficients while scans are read and its samples afterwards. */
final class Component {

    static final int BLOCK = 64;

    final int id;
    final int horizontal;
    final int vertical;
    final int quantizationTable;

    /** Size in samples. */
    int width;

    int height;
    /** Size in blocks of 8 x 8 samples that hold the image. */
    int blockColumns;

    int blockRows;
    /** Blocks per stored row: those of whole MCUs. */
    int storedColumns;

    int storedRows;

    int dcTable;
    int acTable;
    /** The last DC value in the current scan. */
    int lastDc;

    /** The quantization at the start of the component's first scan, in natural order; null before that. */
    int @Nullable [] quantization;

    /** The known bits of each coefficient in zigzag order: -1 for none, otherwise the number of missing low bits. */
    final int[] missingBits = new int[BLOCK];

    /** The same before the current scan. */
    final int[] missingBitsBefore = new int[BLOCK];

    private short[] coefficients = new short[0];
    private byte[] samples = new byte[0];
    private final int[] work = new int[BLOCK];

    Component(int id, int horizontal, int vertical, int quantizationTable) {
        this.id = id;
        this.horizontal = horizontal;
        this.vertical = vertical;
        this.quantizationTable = quantizationTable;
        Arrays.fill(missingBits, -1);
    }

    void layOut(int imageWidth, int imageHeight, int maxHorizontal, int maxVertical) {
        width = Math.ceilDiv(imageWidth * horizontal, maxHorizontal);
        height = Math.ceilDiv(imageHeight * vertical, maxVertical);
        blockColumns = Math.ceilDiv(width, 8);
        blockRows = Math.ceilDiv(height, 8);
        storedColumns = Math.ceilDiv(imageWidth, 8 * maxHorizontal) * horizontal;
        storedRows = Math.ceilDiv(imageHeight, 8 * maxVertical) * vertical;
    }

    /** Makes room for the samples, and for all coefficients if several scans refine them. */
    void allocate(boolean keepCoefficients) throws JpegException {
        long blocks = (long) storedColumns * storedRows;
        if (blocks * BLOCK > Integer.MAX_VALUE - 8) {
            throw new JpegException("too large to decode");
        }
        samples = new byte[(int) blocks * BLOCK];
        coefficients = new short[keepCoefficients ? (int) blocks * BLOCK : BLOCK];
    }

    /** Returns the coefficients of all blocks, or of the current one, in natural order. */
    short[] coefficients() {
        return coefficients;
    }

    /** Frees the coefficients. */
    void dropCoefficients() {
        coefficients = new short[0];
    }

    /** Returns the position of a block's first coefficient. */
    int block(int row, int column) {
        return (row * storedColumns + column) * BLOCK;
    }

    byte[] samples() {
        return samples;
    }

    /** Returns the number of samples per stored row. */
    int stride() {
        return storedColumns * 8;
    }

    /** Computes the samples of a block from coefficients. */
    void transform(short[] from, int at, int row, int column) {
        int[] table = quantization == null ? InverseDct.NO_QUANTIZATION : quantization;
        InverseDct.apply(from, at, table, work, samples, row * 8 * stride() + column * 8, stride());
    }
}
