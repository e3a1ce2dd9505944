package dev.icfrr.vision.preprocess;

import java.awt.image.BufferedImage;

/** An image of 8 bits per channel. Immutable. */
public final class RgbPixels {

    private final int width;
    private final int height;
    private final byte[] data;

    /**
     * @param width at least 1
     * @param height at least 1
     * @param data red, green, blue of each pixel, row by row: {@code 3 * width * height} bytes, which are not copied
     *     and must not change
     */
    RgbPixels(int width, int height, byte[] data) {
        if (width < 1 || height < 1 || data.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    data.length + " bytes are no RGB image of " + width + " x " + height + " pixels");
        }
        this.width = width;
        this.height = height;
        this.data = data;
    }

    /** Returns the number of pixels per row. */
    public int width() {
        return width;
    }

    /** Returns the number of rows. */
    public int height() {
        return height;
    }

    /** Returns red, green and blue of each pixel, row by row. The array is not copied. */
    byte[] data() {
        return data;
    }

    /** Returns the unchanged red, green and blue values of an image, without alpha. */
    public static RgbPixels of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] data = new byte[Math.multiplyExact(3 * width, height)];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int rgb : row) {
                data[at++] = (byte) (rgb >> 16);
                data[at++] = (byte) (rgb >> 8);
                data[at++] = (byte) rgb;
            }
        }
        return new RgbPixels(width, height, data);
    }

    /** Returns the value 0 to 255 of a channel (0 red, 1 green, 2 blue) of one pixel. */
    public int get(int x, int y, int channel) {
        return data[3 * (y * width + x) + channel] & 0xff;
    }
}
