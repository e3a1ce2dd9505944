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
     * @throws IllegalArgumentException when this image cannot be prepared, saying why
     */
    P prepare(BufferedImage image);

    /**
     * Encodes prepared images. Called by one thread at a time.
     *
     * @param images between 1 and {@link #batch()}
     * @return a vector of Euclidean length 1 per image, all of the same width
     */
    float[][] encode(List<P> images) throws IOException;

    /** Images per call of {@link #encode} at most. Features may depend in their last bits on what is in a batch. */
    int batch();

    /** All that decides about the features, for telling whether others are of the same encoder. */
    String identity();

    @Override
    void close() throws IOException;
}
