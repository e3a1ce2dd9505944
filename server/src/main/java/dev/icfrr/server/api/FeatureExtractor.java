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

/** Makes a feature of a picture file, in the same way as those of the gallery were made. */
final class FeatureExtractor<P> implements AutoCloseable {
    private final ImageEncoder<P> encoder;
    private final long maxPixels;
    private final ReentrantLock encoding = new ReentrantLock();

    FeatureExtractor(ImageEncoder<P> encoder, long maxPixels) {
        this.encoder = encoder;
        this.maxPixels = maxPixels;
    }

    /** A feature, and a small copy of the picture. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Described(float[] feature, BufferedImage picture) {
        byte[] thumbnail() {
            return ImageItems.thumbnail(picture);
        }
    }

    /** @throws Problem if the bytes are no picture, too large a one, or one that shows nothing */
    Described describe(byte[] file) {
        BufferedImage picture = decode(file);
        P prepared;
        try {
            prepared = encoder.prepare(picture);
        } catch (IllegalArgumentException e) {
            throw Problem.unprocessable("the picture does not fit the model: " + e.getMessage());
        }
        float[] feature = encode(prepared);
        for (float value : feature) {
            if (value != 0) {
                return new Described(feature, picture);
            }
        }
        throw Problem.unprocessable("the picture is blank: there is nothing on it to search for");
    }

    private BufferedImage decode(byte[] file) {
        try {
            return Images.read(file, "picture", maxPixels);
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
