package dev.icfrr.vision.encoder;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;

/**
 * Turns pictures into features in two stages, so that preparing pictures can overlap with encoding them.
 *
 * @param <P> a prepared picture
 */
public interface ImageEncoder<P> extends AutoCloseable {

    /**
     * Prepares one picture. May be called by several threads at once.
     *
     * @throws IllegalArgumentException when this picture cannot be prepared, saying why
     */
    P prepare(BufferedImage picture);

    /**
     * Encodes prepared pictures. Called by one thread at a time.
     *
     * @param pictures between 1 and {@link #batch()}
     * @return a vector of Euclidean length 1 per picture, all of the same width
     */
    float[][] encode(List<P> pictures) throws IOException;

    /** Pictures per call of {@link #encode} at most. Features may depend in their last bits on what is in a batch. */
    int batch();

    /** All that decides about the features, for telling whether others are of the same encoder. */
    String identity();

    @Override
    void close() throws IOException;
}
