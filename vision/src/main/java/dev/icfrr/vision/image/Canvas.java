package dev.icfrr.vision.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Consumer;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** White images to draw on. */
public final class Canvas {

    private Canvas() {}

    /** Draws on a white square, with antialiasing. */
    public static BufferedImage draw(int size, Consumer<Graphics2D> drawing) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, size, size);
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            drawing.accept(g);
        } finally {
            g.dispose();
        }
        return image;
    }

    /**
     * Draws an image as large as possible in the center of a white square.
     *
     * @param file the bytes of a PNG or WebP file
     * @param name of it, for messages
     */
    public static BufferedImage onWhite(byte[] file, String name, int size) throws ImageException {
        BufferedImage image = decode(file, name);
        int side = Math.max(image.getWidth(), image.getHeight());
        BufferedImage square = draw(
                side, g -> g.drawImage(image, (side - image.getWidth()) / 2, (side - image.getHeight()) / 2, null));
        return side == size ? square : Images.scale(square, size, size);
    }

    private static BufferedImage decode(byte[] file, String name) throws ImageException {
        try {
            ImageReader reader = Readers.of(ImageFormat.of(file) == ImageFormat.WEBP ? "webp" : "png");
            try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
                reader.setInput(in, true, true);
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (ImageException e) {
            throw new ImageException(name + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            // Decoders throw various runtime exceptions on malformed bytes.
            throw new ImageException(name + ": damaged or not supported: " + e.getMessage(), e);
        }
    }
}
