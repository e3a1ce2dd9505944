package dev.icfrr.vision.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/** A Windows bitmap of any depth, plain, run-length coded or with masks, with Pillow's pixels. */
final class BmpFile {

    private static final int FILE_HEADER = 14;
    private static final int OS2_HEADER = 12;
    private static final int INFO_HEADER = 40;
    private static final int PLAIN = 0;
    private static final int RUNS_8 = 1;
    private static final int RUNS_4 = 2;
    private static final int MASKS = 3;

    private final ByteSource source;
    private int width;
    private int height;
    private boolean topDown;
    private int bits;
    private int compression;
    private int[] masks = {};
    private int[] palette = DecodedImage.grayPalette();
    private long offset;

    private BmpFile(byte[] file) throws ImageException {
        this.source = new ByteSource(file, 0);
        readHeaders();
    }

    /** Reads everything before the pixels. */
    static BmpFile open(byte[] file) throws ImageException {
        return new BmpFile(file);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    private void readHeaders() throws ImageException {
        source.seek(10);
        offset = source.u32();
        long header = source.u32();
        long colors = 0;
        int colorBytes = 4;
        if (header == OS2_HEADER) {
            width = source.u16();
            height = source.u16();
            source.u16();
            bits = source.u16();
            colorBytes = 3;
        } else if (header == INFO_HEADER
                || header == 52
                || header == 56
                || header == 64
                || header == 108
                || header == 124) {
            width = source.i32();
            int rows = source.i32();
            topDown = rows < 0;
            height = Math.abs(rows);
            source.u16();
            bits = source.u16();
            compression = source.i32();
            source.seek((long) FILE_HEADER + 32);
            colors = source.u32();
        } else {
            throw new ImageException("BMP with a header of " + header + " bytes is not supported");
        }
        if (width < 1 || height < 1) {
            throw new ImageException("damaged: " + width + " x " + height + " pixels");
        }
        if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
            throw new ImageException("BMP with " + bits + " bits per pixel is not supported");
        }
        if (compression < PLAIN || compression > MASKS || (compression == MASKS && bits < 16)) {
            throw new ImageException("BMP with compression " + compression + " is not supported; save it uncompressed");
        }
        if ((compression == RUNS_8 && bits != 8) || (compression == RUNS_4 && bits != 4)) {
            throw new ImageException("damaged: run lengths of " + bits + " bits");
        }
        readMasks(header);
        source.seek(Math.max(source.position(), FILE_HEADER + header));
        if (bits <= 8) {
            colors = colors == 0 ? 1L << bits : colors;
            readPalette(colors, colorBytes);
            if (offset == FILE_HEADER + header) {
                // Some programs do not count the palette.
                offset += 4 * colors;
            }
        }
        if (offset == 0) {
            offset = source.position();
        }
    }

    private void readMasks(long header) throws ImageException {
        if (bits == 16) {
            masks = new int[] {0x7c00, 0x3e0, 0x1f};
        } else if (bits == 32) {
            masks = new int[] {0xff0000, 0xff00, 0xff};
        }
        if (compression != MASKS) {
            return;
        }
        source.seek(FILE_HEADER + INFO_HEADER);
        int[] given = {source.i32(), source.i32(), source.i32()};
        if (bits == 32 && header > INFO_HEADER && Arrays.equals(given, new int[3])) {
            return;
        }
        boolean known = switch (bits) {
            case 16 -> Arrays.equals(given, masks) || Arrays.equals(given, new int[] {0xf800, 0x7e0, 0x1f});
            case 24 -> Arrays.equals(given, new int[] {0xff0000, 0xff00, 0xff});
            default ->
                Arrays.equals(given, masks)
                        || Arrays.equals(given, new int[] {0xff000000, 0xff0000, 0xff00})
                        || Arrays.equals(given, new int[] {0xff, 0xff00, 0xff0000});
        };
        if (!known) {
            throw new ImageException("BMP with masks %x, %x, %x of %d bits is not supported"
                    .formatted(given[0], given[1], given[2], bits));
        }
        masks = given;
    }

    private void readPalette(long colors, int colorBytes) throws ImageException {
        if (colors > 65536) {
            throw new ImageException("damaged: a palette of " + colors + " colors");
        }
        for (int i = 0; i < colors; i++) {
            int color = source.u24();
            if (colorBytes == 4) {
                source.u8();
            }
            if (i < palette.length) {
                palette[i] = color;
            }
        }
    }

    BufferedImage decode() throws ImageException {
        BufferedImage image = DecodedImage.create(width, height);
        int[] pixels = DecodedImage.pixels(image);
        source.seek(offset);
        if (compression == RUNS_8 || compression == RUNS_4) {
            byte[] indices = runs();
            for (int i = 0; i < pixels.length; i++) {
                pixels[row(i / width) * width + i % width] = palette[indices[i] & 0xff];
            }
            return image;
        }
        int padding = (int) (Math.ceilDiv((long) width * bits, 32) * 4 - Math.ceilDiv((long) width * bits, 8));
        for (int y = 0; y < height; y++) {
            readRow(pixels, row(y) * width);
            if (y < height - 1) {
                source.seek((long) source.position() + padding);
            }
        }
        return image;
    }

    private int row(int stored) {
        return topDown ? stored : height - 1 - stored;
    }

    private void readRow(int[] pixels, int to) throws ImageException {
        int packed = 0;
        for (int x = 0; x < width; x++) {
            switch (bits) {
                case 16 -> {
                    int value = source.u16();
                    pixels[to + x] = (channel(value, 0) << 16) | (channel(value, 1) << 8) | channel(value, 2);
                }
                case 24 -> pixels[to + x] = source.u24();
                case 32 -> {
                    int value = source.i32();
                    pixels[to + x] = (channel(value, 0) << 16) | (channel(value, 1) << 8) | channel(value, 2);
                }
                default -> {
                    int perByte = 8 / bits;
                    if (x % perByte == 0) {
                        packed = source.u8();
                    }
                    int shift = 8 - bits * (x % perByte + 1);
                    pixels[to + x] = palette[(packed >> shift) & ((1 << bits) - 1)];
                }
            }
        }
    }

    /** The value of a channel, widened to 8 bits and rounded down. */
    private int channel(int value, int index) {
        int mask = masks[index];
        int shift = Integer.numberOfTrailingZeros(mask);
        int largest = mask >>> shift;
        return ((value & mask) >>> shift) * 255 / largest;
    }

    private byte[] runs() throws ImageException {
        boolean nibbles = compression == RUNS_4;
        byte[] indices = new byte[width * height];
        int at = 0;
        int x = 0;
        while (at < indices.length) {
            int count = source.u8();
            int value = source.u8();
            if (count > 0) {
                count = Math.min(count, Math.max(0, width - x));
                for (int i = 0; i < count && at < indices.length; i++) {
                    indices[at++] = (byte) (!nibbles ? value : i % 2 == 0 ? value >> 4 : value & 15);
                }
                x += count;
            } else if (value == 0) {
                at = Math.min(indices.length, Math.ceilDiv(at, width) * width);
                x = 0;
            } else if (value == 1) {
                return indices;
            } else if (value == 2) {
                int right = source.u8();
                at = Math.min(indices.length, at + right + source.u8() * width);
                x = at % width;
            } else {
                at = literal(indices, at, value, nibbles);
                x += value;
            }
        }
        return indices;
    }

    private int literal(byte[] indices, int from, int count, boolean nibbles) throws ImageException {
        int at = from;
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (!nibbles || i % 2 == 0) {
                value = source.u8();
            }
            int index = !nibbles ? value : i % 2 == 0 ? value >> 4 : value & 15;
            if (at < indices.length) {
                indices[at++] = (byte) index;
            }
        }
        int bytes = nibbles ? Math.ceilDiv(count, 2) : count;
        source.seek((long) source.position() + bytes % 2);
        return at;
    }
}
