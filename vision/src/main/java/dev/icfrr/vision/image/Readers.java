package dev.icfrr.vision.image;

import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The plug-ins of ImageIO that decode images: the JDK's for PNG, and that of libwebp. */
final class Readers {

    private static final String JDK = "com.sun.imageio.";
    private static final String LIBWEBP = "com.luciad.imageio.webp.";

    private Readers() {}

    /**
     * Returns a new reader.
     *
     * @param format {@code png} or {@code webp}
     */
    static ImageReader of(String format) throws ImageException {
        String wanted = format.equals("webp") ? LIBWEBP : JDK;
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(wanted)) {
                return reader;
            }
            reader.dispose();
        }
        throw new ImageException("there is no decoder for " + format + " on the class path");
    }
}
