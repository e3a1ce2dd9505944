package dev.icfrr.vision.image;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A PNG file of any depth, with Pillow's pixels: alpha is dropped, 16 bits are cut to the upper 8 (gray ones to at most
 * 255), rows that complete data lacks are black, and colors that the palette lacks are gray levels.
 */
final class PngFile {

    private static final int SIGNATURE = 8;
    private static final int PALETTE = 3;
    /** First column, first row, step between columns, step between rows of each pass of interlaced images. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private final byte[] file;
    private final int width;
    private final int height;
    private final int bits;
    private final int type;
    private final boolean interlaced;
    private final Inflater inflater = new Inflater();
    private int[] palette = DecodedImage.grayPalette();
    /** The position of the next chunk. */
    private long next = SIGNATURE;

    private PngFile(byte[] file) throws ImageException {
        this.file = file;
        if (length() < 13 || !name().equals("IHDR")) {
            throw new ImageException("damaged: has no header");
        }
        int at = SIGNATURE + 8;
        width = number(at);
        height = number(at + 4);
        bits = file[at + 8];
        type = file[at + 9];
        interlaced = file[at + 12] != 0;
        if (width < 1 || height < 1) {
            throw new ImageException("damaged: " + Integer.toUnsignedString(width) + " x "
                    + Integer.toUnsignedString(height) + " pixels");
        }
        boolean known = switch (type) {
            case 0 -> bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
            case 2, 4, 6 -> bits == 8 || bits == 16;
            case PALETTE -> bits == 1 || bits == 2 || bits == 4 || bits == 8;
            default -> false;
        };
        if (!known) {
            throw new ImageException("damaged: there is no color type " + type + " with " + bits + " bits");
        }
    }

    /** Reads the header. */
    static PngFile open(byte[] file) throws ImageException {
        return new PngFile(file);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    private int number(long at) throws ImageException {
        if (at + 4 > file.length) {
            throw new ImageException("damaged: cut off before its end");
        }
        int i = (int) at;
        return ((file[i] & 0xff) << 24)
                | ((file[i + 1] & 0xff) << 16)
                | ((file[i + 2] & 0xff) << 8)
                | (file[i + 3] & 0xff);
    }

    /** Returns the length of the next chunk. */
    private long length() throws ImageException {
        long length = number(next) & 0xffffffffL;
        if (next + 8 + length > file.length && !name().equals("IDAT")) {
            throw new ImageException("damaged: cut off before its end");
        }
        return length;
    }

    private String name() throws ImageException {
        number(next + 4);
        return new String(file, (int) next + 4, 4, StandardCharsets.ISO_8859_1);
    }

    private void skipChunk() throws ImageException {
        next += 12 + length();
    }

    /** Passes over a chunk before the pixels. Pillow checks the checksums of these, not those of the pixels. */
    private void skipCheckedChunk() throws ImageException {
        long length = length();
        CRC32 checksum = new CRC32();
        int stored = number(next + 8 + length);
        checksum.update(file, (int) next + 4, (int) length + 4);
        if (stored != (int) checksum.getValue()) {
            throw new ImageException("damaged: the checksum of its part " + name() + " does not fit");
        }
        next += 12 + length;
    }

    BufferedImage decode() throws ImageException {
        while (!name().equals("IDAT")) {
            if (name().equals("IEND")) {
                throw new ImageException("damaged: holds no pixels");
            }
            if (name().equals("PLTE")) {
                readPalette();
            }
            skipCheckedChunk();
        }
        BufferedImage image = DecodedImage.create(width, height);
        int[] pixels = DecodedImage.pixels(image);
        if (type == PALETTE) {
            Arrays.fill(pixels, palette[0]);
        }
        try {
            if (interlaced) {
                for (int[] pass : PASSES) {
                    readPass(pixels, pass[0], pass[1], pass[2], pass[3]);
                }
            } else {
                readPass(pixels, 0, 0, 1, 1);
            }
        } catch (DataFormatException e) {
            throw new ImageException("damaged: its compressed data is not valid", e);
        } finally {
            inflater.end();
        }
        return image;
    }

    private void readPalette() throws ImageException {
        int colors = (int) Math.min(256, length() / 3);
        for (int i = 0; i < colors; i++) {
            palette[i] = number(next + 8 + 3L * i) >>> 8;
        }
    }

    private void readPass(int[] pixels, int left, int top, int stepX, int stepY)
            throws ImageException, DataFormatException {
        int columns = Math.ceilDiv(Math.max(0, width - left), stepX);
        int rows = Math.ceilDiv(Math.max(0, height - top), stepY);
        if (columns == 0) {
            return;
        }
        int samples = type == 2 ? 3 : type == 4 ? 2 : type == 6 ? 4 : 1;
        int pixelBytes = Math.max(1, samples * bits / 8);
        byte[] row = new byte[1 + Math.toIntExact(Math.ceilDiv((long) columns * samples * bits, 8))];
        byte[] above = new byte[row.length];
        for (int y = 0; y < rows; y++) {
            if (!inflate(row)) {
                return;
            }
            unfilter(row, above, pixelBytes);
            int to = (top + y * stepY) * width + left;
            for (int x = 0; x < columns; x++) {
                pixels[to + x * stepX] = pixel(row, x);
            }
            byte[] swapped = above;
            above = row;
            row = swapped;
        }
    }

    /** Fills a row; returns false if the compressed data is complete and ended with the row before. */
    private boolean inflate(byte[] row) throws ImageException, DataFormatException {
        if (inflater.finished() && inflater.getBytesWritten() > 0) {
            return false;
        }
        int at = 0;
        while (at < row.length) {
            int count = inflater.inflate(row, at, row.length - at);
            at += count;
            if (inflater.finished() && at < row.length) {
                throw new ImageException("damaged: its compressed data is too short");
            }
            if (count == 0) {
                if (inflater.needsDictionary()) {
                    throw new DataFormatException("needs a dictionary");
                }
                feed();
            }
        }
        return true;
    }

    private void feed() throws ImageException {
        if (!inflater.needsInput()) {
            return;
        }
        if (next + 8 > file.length || !name().equals("IDAT")) {
            throw new ImageException("damaged: cut off before its end");
        }
        int start = (int) next + 8;
        inflater.setInput(file, start, (int) Math.min(length(), file.length - start));
        skipChunk();
    }

    private static void unfilter(byte[] row, byte[] above, int pixelBytes) throws ImageException {
        int filter = row[0];
        if (filter < 0 || filter > 4) {
            throw new ImageException("damaged: there is no filter " + (filter & 0xff));
        }
        for (int i = 1; filter > 0 && i < row.length; i++) {
            int left = i > pixelBytes ? row[i - pixelBytes] & 0xff : 0;
            int up = above[i] & 0xff;
            int upLeft = i > pixelBytes ? above[i - pixelBytes] & 0xff : 0;
            int predicted = switch (filter) {
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) / 2;
                default -> nearest(left, up, upLeft);
            };
            row[i] += (byte) predicted;
        }
    }

    /** The one of three neighbors that is nearest to {@code left + up - upLeft}. */
    private static int nearest(int left, int up, int upLeft) {
        int byLeft = Math.abs(up - upLeft);
        int byUp = Math.abs(left - upLeft);
        int byBoth = Math.abs(left + up - 2 * upLeft);
        if (byLeft <= byUp && byLeft <= byBoth) {
            return left;
        }
        return byUp <= byBoth ? up : upLeft;
    }

    private int pixel(byte[] row, int x) {
        int bytes = bits / 8;
        return switch (type) {
            case 2 -> color(row, 1 + 3 * bytes * x, bytes);
            case 6 -> color(row, 1 + 4 * bytes * x, bytes);
            case 4 -> (row[1 + 2 * bytes * x] & 0xff) * 0x010101;
            case PALETTE -> palette[packed(row, x)];
            default -> {
                if (bits == 16) {
                    // Pillow clips 16-bit gray samples, but takes the upper half of all other samples.
                    int value = ((row[1 + 2 * x] & 0xff) << 8) | (row[2 + 2 * x] & 0xff);
                    yield Math.min(value, 0xff) * 0x010101;
                }
                yield packed(row, x) * (255 / ((1 << bits) - 1)) * 0x010101;
            }
        };
    }

    private static int color(byte[] row, int at, int bytes) {
        return ((row[at] & 0xff) << 16) | ((row[at + bytes] & 0xff) << 8) | (row[at + 2 * bytes] & 0xff);
    }

    /** A sample of at most 8 bits. */
    private int packed(byte[] row, int x) {
        int at = x * bits;
        return ((row[1 + at / 8] & 0xff) >> (8 - bits - at % 8)) & ((1 << bits) - 1);
    }
}
