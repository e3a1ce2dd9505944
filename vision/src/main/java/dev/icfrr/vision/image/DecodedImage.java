package dev.icfrr.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** Images that decoders of this package fill. */
final class DecodedImage {

    private DecodedImage() {}

    /** Creates a black image of {@link BufferedImage#TYPE_INT_RGB}. */
    static BufferedImage create(int width, int height) {
        return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    }

    /** Returns whether an image is such a one, and its pixels are no part of a larger one's. */
    static boolean isPlain(BufferedImage image) {
        return image.getType() == BufferedImage.TYPE_INT_RGB
                && image.getRaster().getDataBuffer().getSize() == image.getWidth() * image.getHeight();
    }

    /** Returns the pixels of such an image, row by row. Writing to them changes the image. */
    static int[] pixels(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    /** Returns 256 gray levels. Pillow has them where a palette ends. */
    static int[] grayPalette() {
        int[] palette = new int[256];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = i * 0x010101;
        }
        return palette;
    }
}
