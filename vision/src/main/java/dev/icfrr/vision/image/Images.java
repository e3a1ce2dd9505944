package dev.icfrr.vision.image;

import dev.icfrr.io.AtomicFile;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

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
     * Decodes a JPEG, PNG, WebP, GIF or BMP file (its first frame; an animated WebP is refused). Pixels are those of
     * Pillow's {@code convert("RGB")}.
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
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            return read(in, file.toString(), maxPixels);
        } catch (ImageException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new ImageException(file + ": there is no such image", e);
        } catch (IOException e) {
            throw new ImageException(file + ": cannot be read: " + reason(e), e);
        }
    }

    /**
     * Decodes an image in memory, as {@link #read(Path, long)} decodes a file.
     *
     * @param name name of the image in messages
     */
    public static BufferedImage read(byte[] bytes, String name, long maxPixels) throws ImageException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            return read(in, name, maxPixels);
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageException(name + ": cannot be read: " + reason(e), e);
        }
    }

    private static BufferedImage read(ImageInputStream in, String name, long maxPixels) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
            throw new ImageException(name + ": not a JPEG, PNG, WebP, GIF or BMP image, or cut off at its start");
        }
        ImageReader reader = readers.next();
        String[] warning = new String[1];
        try {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, text) -> {
                if (text.toLowerCase(Locale.ROOT).contains("premature end")) {
                    warning[0] = text;
                }
            });
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            if (width * height > maxPixels) {
                throw ImageException.tooLarge(name + ": " + width + " x " + height
                        + " pixels are more than the limit of " + maxPixels
                        + " pixels; scale it down or raise the limit");
            }
            BufferedImage rgb =
                    CmykJpeg.is(reader) ? CmykJpeg.read(reader) : toRgb(reader.read(0, withoutProfile(reader)));
            if (warning[0] != null) {
                throw new ImageException(name + ": cut off before its end (" + warning[0] + ")");
            }
            return rgb;
        } catch (ImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders throw various runtime exceptions on malformed bytes.
            throw new ImageException(name + ": damaged or not supported: " + reason(e), e);
        } catch (LinkageError e) {
            throw new ImageException(name + ": the WebP decoder does not run on this system: " + reason(e), e);
        } catch (OutOfMemoryError e) {
            // The WebP decoder throws this for damaged files too. The image is within the limit of pixels.
            throw new ImageException(name + ": damaged, or there is not enough memory to decode it", e);
        } finally {
            reader.dispose();
        }
    }

    /** Prevents a reader from applying a color profile of the file, if the colors are red, green and blue. */
    private static ImageReadParam withoutProfile(ImageReader reader) throws IOException {
        ImageReadParam parameters = reader.getDefaultReadParam();
        ImageTypeSpecifier raw = reader.getRawImageType(0);
        if (raw != null
                && raw.getNumComponents() == 3
                && raw.getColorModel() instanceof ComponentColorModel model
                && model.getColorSpace().getType() == ColorSpace.TYPE_RGB) {
            parameters.setDestinationType(raw);
        }
        return parameters;
    }

    private static String reason(Throwable fault) {
        String message = fault.getMessage();
        return message == null || message.isBlank() ? fault.getClass().getSimpleName() : message;
    }

    /**
     * Converts an image to {@link BufferedImage#TYPE_INT_RGB} with the samples of the file. Java's own conversion would
     * apply color profiles, and a gamma curve to gray samples.
     */
    private static BufferedImage toRgb(BufferedImage image) throws ImageException {
        int width = image.getWidth();
        int height = image.getHeight();
        BufferedImage rgb = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        IndexColorModel palette = image.getColorModel() instanceof IndexColorModel p ? p : null;
        int shift = sampleShift(raster, palette);
        int[] row = new int[width * bands];
        int[] pixels = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                pixels[x] = pixel(row, x * bands, bands, shift, palette);
            }
            rgb.setRGB(0, y, width, 1, pixels, 0, width);
        }
        return rgb;
    }

    private static int pixel(int[] row, int at, int bands, int shift, @Nullable IndexColorModel palette) {
        if (palette != null) {
            return palette.getRGB(row[at]) & 0xffffff;
        }
        // Pillow clips 16-bit gray samples, but takes the upper half of all other samples.
        int first = bands == 1 && shift > 0 ? Math.min(row[at], 0xff) : (row[at] >> shift) & 0xff;
        if (bands < 3) {
            return first << 16 | first << 8 | first;
        }
        return first << 16 | ((row[at + 1] >> shift) & 0xff) << 8 | ((row[at + 2] >> shift) & 0xff);
    }

    private static int sampleShift(Raster raster, @Nullable IndexColorModel palette) throws ImageException {
        int bits = raster.getSampleModel().getSampleSize(0);
        if (palette != null || bits == 8) {
            return 0;
        }
        if (bits == 16 && raster.getTransferType() == DataBuffer.TYPE_USHORT) {
            return 8;
        }
        throw new ImageException("samples of " + bits + " bits are not supported");
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
        AtomicFile.write(file, out -> encode(image, "png", -1, out));
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
