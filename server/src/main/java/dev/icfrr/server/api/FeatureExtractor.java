package dev.icfrr.server.api;

import dev.icfrr.server.http.Problem;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.image.ImageException;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.ImageItems;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Extracts features from image files with the model that made the gallery's features. */
final class FeatureExtractor<P> implements AutoCloseable {
    private final ImageEncoder<P> encoder;
    private final long maxPixels;
    private final ReentrantLock encoding = new ReentrantLock();

    FeatureExtractor(ImageEncoder<P> encoder, long maxPixels) {
        this.encoder = encoder;
        this.maxPixels = maxPixels;
    }

    /** An image and its feature. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Extracted(float[] feature, BufferedImage image) {
        byte[] thumbnail() {
            return ImageItems.thumbnail(image);
        }
    }

    /**
     * Extracts the feature of an image file.
     *
     * @throws Problem 422 if the file is not an image that fits the model or is blank, 413 if it is too large
     */
    Extracted extract(byte[] file) {
        BufferedImage image = decode(file);
        P prepared;
        try {
            prepared = encoder.prepare(image);
        } catch (IllegalArgumentException e) {
            throw Problem.unprocessable("the image does not fit the model: " + e.getMessage());
        }
        float[] feature = encode(prepared);
        for (float value : feature) {
            if (value != 0) {
                return new Extracted(feature, image);
            }
        }
        throw Problem.unprocessable("the image is blank: send one that shows something");
    }

    private BufferedImage decode(byte[] file) {
        try {
            return Images.read(file, "image", maxPixels);
        } catch (ImageException e) {
            String message = String.valueOf(e.getMessage());
            throw e.isTooLarge() ? Problem.tooLarge(message) : Problem.unprocessable(message);
        }
    }

    private float[] encode(P prepared) {
        encoding.lock();
        try {
            return encoder.encode(List.of(prepared))[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            encoding.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        encoder.close();
    }
}
