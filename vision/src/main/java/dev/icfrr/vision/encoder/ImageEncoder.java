package dev.icfrr.vision.encoder;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;

/**
 * Turns images into features in two stages, so that preparing images can overlap with encoding them.
 *
 * @param <P> a prepared image
 */
public interface ImageEncoder<P> extends AutoCloseable {

    /**
     * Prepares one image. May be called by several threads at once.
     *
     * @throws IllegalArgumentException if the image cannot be prepared; the message gives the reason
     */
    P prepare(BufferedImage image);

    /**
     * Encodes prepared images. Called by one thread at a time.
     *
     * @param images between 1 and {@link #batch()}
     * @return a vector of Euclidean length 1 per image, all of the same width
     */
    float[][] encode(List<P> images) throws IOException;

    /**
     * Returns the maximum number of images per call of {@link #encode}. The last bits of features may depend on the
     * other images of a batch.
     */
    int batch();

    @Override
    void close() throws IOException;
}
