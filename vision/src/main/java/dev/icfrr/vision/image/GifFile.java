package dev.icfrr.vision.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * The first frame of a GIF file on its screen, as Pillow shows it: around the frame the screen has the transparent
 * color or else the first one.
 */
final class GifFile {

    private static final int EXTENSION = '!';
    private static final int IMAGE = ',';
    private static final int END = ';';
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int HEADER = 6;
    private static final int LONGEST_CODE = 12;

    private final ByteSource source;
    private int width;
    private int height;
    private int background;
    private int[] palette = DecodedImage.grayPalette();
    private int left;
    private int top;
    private int frameWidth;
    private int frameHeight;
    private boolean interlaced;

    private GifFile(byte[] file) throws ImageException {
        this.source = new ByteSource(file, HEADER);
        readHeaders();
    }

    /** Reads everything before the pixels of the first frame. */
    static GifFile open(byte[] file) throws ImageException {
        return new GifFile(file);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    private void readHeaders() throws ImageException {
        width = source.u16();
        height = source.u16();
        int flags = source.u8();
        source.u16();
        if ((flags & 0x80) != 0) {
            palette = readPalette(flags);
        }
        int block = source.u8();
        while (block != IMAGE) {
            if (block == END) {
                throw new ImageException("holds no image");
            }
            if (block == EXTENSION) {
                readExtension();
            }
            // Pillow passes over other bytes between blocks.
            block = source.u8();
        }
        left = source.u16();
        top = source.u16();
        frameWidth = source.u16();
        frameHeight = source.u16();
        flags = source.u8();
        width = Math.max(width, left + frameWidth);
        height = Math.max(height, top + frameHeight);
        if (width == 0 || height == 0) {
            throw new ImageException("has no pixels");
        }
        interlaced = (flags & 0x40) != 0;
        if ((flags & 0x80) != 0) {
            palette = readPalette(flags);
        }
    }

    private int[] readPalette(int flags) throws ImageException {
        int[] colors = DecodedImage.grayPalette();
        for (int i = 0; i < 2 << (flags & 7); i++) {
            int red = source.u8();
            int green = source.u8();
            colors[i] = (red << 16) | (green << 8) | source.u8();
        }
        return colors;
    }

    private void readExtension() throws ImageException {
        boolean control = source.u8() == GRAPHIC_CONTROL;
        int length = source.u8();
        if (control && length >= 4) {
            boolean transparent = (source.u8() & 1) != 0;
            source.u16();
            int index = source.u8();
            if (transparent) {
                background = index;
            }
            source.seek(source.position() + (long) length - 4);
            length = source.u8();
        }
        while (length > 0) {
            source.seek((long) source.position() + length);
            length = source.u8();
        }
    }

    BufferedImage decode() throws ImageException {
        BufferedImage image = DecodedImage.create(width, height);
        int[] pixels = DecodedImage.pixels(image);
        Arrays.fill(pixels, palette[background]);
        byte[] indices = new byte[frameWidth * frameHeight];
        readIndices(indices);
        for (int i = 0; i < frameHeight; i++) {
            int row = interlaced ? interlacedRow(i) : i;
            for (int x = 0; x < frameWidth; x++) {
                pixels[(top + row) * width + left + x] = palette[indices[i * frameWidth + x] & 0xff];
            }
        }
        return image;
    }

    /** The row of the i-th stored row: first every eighth row, then those between, and so on. */
    private int interlacedRow(int i) {
        int[] starts = {0, 4, 2, 1};
        int[] steps = {8, 8, 4, 2};
        int stored = i;
        for (int pass = 0; pass < 4; pass++) {
            int rows = Math.max(0, Math.ceilDiv(frameHeight - starts[pass], steps[pass]));
            if (stored < rows) {
                return starts[pass] + stored * steps[pass];
            }
            stored -= rows;
        }
        throw new IllegalArgumentException("there is no row " + i);
    }

    /** Decompresses the pixels. */
    private void readIndices(byte[] indices) throws ImageException {
        int symbolBits = source.u8();
        if (symbolBits > LONGEST_CODE - 1) {
            throw new ImageException("damaged: codes of " + symbolBits + " bits");
        }
        int clear = 1 << symbolBits;
        int end = clear + 1;
        int[] prefix = new int[1 << LONGEST_CODE];
        byte[] suffix = new byte[1 << LONGEST_CODE];
        byte[] stack = new byte[1 << LONGEST_CODE];
        int next = clear + 2;
        int codeBits = symbolBits + 1;
        int last = -1;
        int first = 0;
        int buffer = 0;
        int left = 0;
        int block = 0;
        int at = 0;
        while (at < indices.length) {
            while (left < codeBits) {
                if (block == 0) {
                    block = source.u8();
                    if (block == 0) {
                        throw new ImageException("damaged: cut off before its end");
                    }
                }
                buffer |= source.u8() << left;
                left += 8;
                block--;
            }
            int code = buffer & ((1 << codeBits) - 1);
            buffer >>>= codeBits;
            left -= codeBits;
            if (code == clear) {
                next = clear + 2;
                codeBits = symbolBits + 1;
                last = -1;
                continue;
            }
            if (code == end) {
                throw new ImageException("damaged: cut off before its end");
            }
            if (code > next || (code == next && last < 0) || (last < 0 && code > clear)) {
                throw new ImageException("damaged: a code that was not defined");
            }
            int depth = 0;
            int current = code;
            if (code == next) {
                stack[depth++] = (byte) first;
                current = last;
            }
            while (current >= clear) {
                stack[depth++] = suffix[current];
                current = prefix[current];
            }
            first = current;
            stack[depth++] = (byte) first;
            while (depth > 0 && at < indices.length) {
                indices[at++] = stack[--depth];
            }
            if (last >= 0 && next < 1 << LONGEST_CODE) {
                prefix[next] = last;
                suffix[next] = (byte) first;
                next++;
                if (next == 1 << codeBits && codeBits < LONGEST_CODE) {
                    codeBits++;
                }
            }
            last = code;
        }
    }
}
