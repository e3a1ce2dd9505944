package dev.icfrr.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.NodeList;

/**
 * JPEG files of four inks, in the arithmetic of libjpeg and Pillow: inks are stored inverted, as Adobe does, and black
 * is multiplied into the others with rounding; color profiles are not applied.
 */
final class CmykJpeg {

    private static final String METADATA = "javax_imageio_jpeg_image_1.0";
    private static final int YCCK = 2;
    private static final int HALF = 1 << 15;

    private CmykJpeg() {}

    /** Returns whether the reader's image is a CMYK JPEG. */
    static boolean is(ImageReader reader) throws IOException {
        ImageTypeSpecifier raw = reader.getRawImageType(0);
        return reader.getFormatName().equalsIgnoreCase("jpeg") && raw != null && raw.getNumComponents() == 4;
    }

    /** Decodes the image to {@link BufferedImage#TYPE_INT_RGB}. */
    static BufferedImage read(ImageReader reader) throws IOException {
        boolean luminance = transform(reader) == YCCK;
        Raster raster = reader.readRaster(0, null);
        int width = raster.getWidth();
        BufferedImage rgb = new BufferedImage(width, raster.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[4 * width];
        int[] pixels = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                if (luminance) {
                    toInks(row, 4 * x);
                }
                int black = row[4 * x + 3];
                pixels[x] = times(row[4 * x], black) << 16
                        | times(row[4 * x + 1], black) << 8
                        | times(row[4 * x + 2], black);
            }
            rgb.setRGB(0, y, width, 1, pixels, 0, width);
        }
        return rgb;
    }

    /** The light that an ink and black leave, both as stored: 255 where there is none of it. */
    private static int times(int ink, int black) {
        int product = (255 - ink) * black + 128;
        return Math.max(black - (((product >> 8) + product) >> 8), 0);
    }

    /** Converts luminance and two color differences to three inks, in 16-bit fixed point. */
    private static void toInks(int[] row, int at) {
        int y = row[at];
        int blue = row[at + 1] - 128;
        int red = row[at + 2] - 128;
        row[at] = inverted(y + ((91881 * red + HALF) >> 16));
        row[at + 1] = inverted(y + ((-22554 * blue - 46802 * red + HALF) >> 16));
        row[at + 2] = inverted(y + ((116130 * blue + HALF) >> 16));
    }

    private static int inverted(int value) {
        return Math.clamp(255 - (long) value, 0, 255);
    }

    private static int transform(ImageReader reader) throws IOException {
        if (!(reader.getImageMetadata(0).getAsTree(METADATA) instanceof IIOMetadataNode root)) {
            return 0;
        }
        NodeList adobe = root.getElementsByTagName("app14Adobe");
        return adobe.getLength() == 1 && adobe.item(0) instanceof IIOMetadataNode marker
                ? Integer.parseInt(marker.getAttribute("transform"))
                : 0;
    }
}
