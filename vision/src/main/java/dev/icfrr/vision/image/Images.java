package dev.icfrr.vision.image;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.vision.jpeg.Jpeg;
import dev.icfrr.vision.jpeg.JpegException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Reads, fits and writes images. All methods may be called from several threads at once. */
public final class Images {

    /** Default limit of pixels, 100 million. Larger images are rejected before they are decoded. */
    public static final long DEFAULT_MAX_PIXELS = 100_000_000;

    private Images() {}

    /** Reads an image of at most {@link #DEFAULT_MAX_PIXELS}; see {@link #read(Path, long)}. */
    public static BufferedImage read(Path file) throws ImageException {
        return read(file, DEFAULT_MAX_PIXELS);
    }

    /**
     * Decodes a JPEG, PNG, WebP, GIF or BMP file (the first frame of an animation). The content tells the format, not
     * the name. Pixels are those of Pillow's {@code convert("RGB")}.
     *
     * @param maxPixels images with more pixels according to their header are rejected before they are decoded
     * @return an image of {@link BufferedImage#TYPE_INT_RGB} with the file's own values: alpha dropped, 16 bits cut to
     *     the upper 8 (gray ones to at most 255, as Pillow has it), no color management, no Exif rotation
     * @throws ImageException naming the file and what is wrong with it
     */
    public static BufferedImage read(Path file, long maxPixels) throws ImageException {
        if (!Files.exists(file)) {
            throw new ImageException(file + ": there is no such image");
        }
        if (!Files.isRegularFile(file)) {
            throw new ImageException(file + ": not a file, so no image can be read from it");
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ImageException(file + ": there is no such image", e);
        } catch (IOException e) {
            throw new ImageException(file + ": cannot be read: " + reason(e), e);
        } catch (OutOfMemoryError e) {
            throw new ImageException(file + ": too large to be read", e);
        }
        return read(bytes, file.toString(), maxPixels);
    }

    /**
     * Decodes an image in memory, as {@link #read(Path, long)} decodes a file.
     *
     * @param name name of the image in messages
     */
    public static BufferedImage read(byte[] bytes, String name, long maxPixels) throws ImageException {
        try {
            return switch (ImageFormat.of(bytes)) {
                case JPEG -> {
                    Jpeg jpeg = Jpeg.open(bytes);
                    requireSize(jpeg.width(), jpeg.height(), maxPixels);
                    yield jpeg.decode();
                }
                case GIF -> {
                    GifFile gif = GifFile.open(bytes);
                    requireSize(gif.width(), gif.height(), maxPixels);
                    yield gif.decode();
                }
                case BMP -> {
                    BmpFile bmp = BmpFile.open(bytes);
                    requireSize(bmp.width(), bmp.height(), maxPixels);
                    yield bmp.decode();
                }
                case PNG -> {
                    PngFile png = PngFile.open(bytes);
                    requireSize(png.width(), png.height(), maxPixels);
                    yield png.decode();
                }
                case WEBP -> webp(bytes, maxPixels);
            };
        } catch (ImageException e) {
            throw e.isTooLarge()
                    ? ImageException.tooLarge(name + ": " + e.getMessage())
                    : new ImageException(name + ": " + e.getMessage(), e);
        } catch (JpegException e) {
            throw new ImageException(name + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            // Decoders throw various runtime exceptions on malformed bytes.
            throw new ImageException(name + ": damaged or not supported: " + reason(e), e);
        } catch (LinkageError e) {
            throw new ImageException(name + ": the WebP decoder does not run on this system: " + reason(e), e);
        } catch (OutOfMemoryError e) {
            // The WebP decoder throws this for damaged files too. The image is within the limit of pixels.
            throw new ImageException(name + ": damaged, or there is not enough memory to decode it", e);
        }
    }

    private static void requireSize(long width, long height, long maxPixels) throws ImageException {
        if (width * height > maxPixels) {
            throw ImageException.tooLarge(width + " x " + height + " pixels are more than the limit of " + maxPixels
                    + " pixels; scale it down or raise the limit");
        }
    }

    private static BufferedImage webp(byte[] bytes, long maxPixels) throws IOException {
        WebpFile.Frame frame = WebpFile.firstFrame(bytes);
        if (frame == null) {
            return stillWebp(bytes, maxPixels);
        }
        requireSize(frame.canvasWidth(), frame.canvasHeight(), maxPixels);
        BufferedImage canvas = DecodedImage.create(frame.canvasWidth(), frame.canvasHeight());
        BufferedImage still = stillWebp(frame.still(), maxPixels);
        int[] row = new int[still.getWidth()];
        for (int y = 0; y < still.getHeight(); y++) {
            still.getRGB(0, y, row.length, 1, row, 0, row.length);
            canvas.setRGB(frame.left(), frame.top() + y, row.length, 1, row, 0, row.length);
        }
        return canvas;
    }

    private static BufferedImage stillWebp(byte[] bytes, long maxPixels) throws IOException {
        ImageReader reader = Readers.of("webp");
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            requireSize(reader.getWidth(0), reader.getHeight(0), maxPixels);
            BufferedImage image = reader.read(0);
            int width = image.getWidth();
            BufferedImage rgb = DecodedImage.create(width, image.getHeight());
            int[] pixels = DecodedImage.pixels(rgb);
            image.getRGB(0, 0, width, image.getHeight(), pixels, 0, width);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] &= 0xffffff;
            }
            return rgb;
        } finally {
            reader.dispose();
        }
    }

    private static String reason(Throwable fault) {
        String message = fault.getMessage();
        return message == null || message.isBlank() ? fault.getClass().getSimpleName() : message;
    }

    /**
     * Scales an image to fit a box and keeps its proportions. Enlarges small images.
     *
     * @param width of the box, at least 1
     * @param height of the box, at least 1
     * @return a new image that touches the box on at least one axis
     */
    public static BufferedImage fit(BufferedImage image, int width, int height) {
        double factor = Math.min((double) width / image.getWidth(), (double) height / image.getHeight());
        int w = Math.clamp(Math.round(image.getWidth() * factor), 1, width);
        int h = Math.clamp(Math.round(image.getHeight() * factor), 1, height);
        return scale(image, w, h);
    }

    /**
     * Scales an image to exactly {@code width x height}, halving it first so that fine lines are averaged, not skipped.
     */
    public static BufferedImage scale(BufferedImage image, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("cannot scale to " + width + " x " + height);
        }
        BufferedImage current = image;
        while (current.getWidth() >= 2 * width || current.getHeight() >= 2 * height) {
            int w = current.getWidth() >= 2 * width ? current.getWidth() / 2 : current.getWidth();
            int h = current.getHeight() >= 2 * height ? current.getHeight() / 2 : current.getHeight();
            current = resample(current, w, h, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        }
        return resample(current, width, height, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    }

    private static BufferedImage resample(BufferedImage image, int width, int height, Object interpolation) {
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = scaled.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, interpolation);
        g.drawImage(image, 0, 0, width, height, null);
        g.dispose();
        return scaled;
    }

    /** Writes a PNG file atomically. */
    public static void writePng(BufferedImage image, Path file) throws IOException {
        if (DecodedImage.isPlain(image)) {
            AtomicFile.write(file, out -> PngWriter.write(image, out));
        } else {
            AtomicFile.write(file, out -> encode(image, "png", -1, out));
        }
    }

    /** Encodes an image as a PNG file. */
    public static byte[] png(BufferedImage image) {
        return bytes(image, "png", -1);
    }

    /**
     * Encodes an image as a JPEG file.
     *
     * @param quality 0 (small) to 1 (good)
     */
    public static byte[] jpeg(BufferedImage image, double quality) {
        return bytes(image, "jpeg", (float) quality);
    }

    private static byte[] bytes(BufferedImage image, String format, float quality) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            encode(image, format, quality, out);
        } catch (IOException e) {
            throw new IllegalStateException("writing " + format + " to memory failed", e);
        }
        return out.toByteArray();
    }

    private static void encode(BufferedImage image, String format, float quality, OutputStream out) throws IOException {
        // Uses the JDK's own writers, because the bytes of a plug-in may change with its version.
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
        ImageWriter writer = writers.next();
        while (!writer.getClass().getName().startsWith("com.sun.") && writers.hasNext()) {
            writer = writers.next();
        }
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (quality >= 0) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(quality);
            }
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
    }
}
