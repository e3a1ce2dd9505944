package dev.icfrr.vision.index;

import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.image.ImageException;
import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Turns image files into items of an index. Worker threads read, hash, shrink and prepare images while the calling
 * thread encodes. They work a bounded number of images ahead, so memory does not grow with the number of images.
 *
 * @param <P> a prepared image
 */
public final class ImageItems<P> {
    /** Maximum width and height of thumbnails. Smaller images are not enlarged. */
    public static final int THUMBNAIL_SIDE = 200;

    private static final double THUMBNAIL_QUALITY = 0.85;

    private final ImageEncoder<P> encoder;
    private final long maxPixels;
    private final int decoders;

    /**
     * An image to encode.
     *
     * @param id names the item
     * @param label of its class, or {@link IndexItem#UNKNOWN}
     */
    public record ImageFile(String id, Path path, long label) {}

    /** Receives the results in the order of the images, on the calling thread. */
    public interface Listener {
        /** Decides, by the SHA-256 hash of its file, whether an image is encoded. */
        boolean wants(ImageFile image, byte[] contentHash) throws IOException;

        /** Receives an item. */
        void accept(IndexItem item) throws IOException;

        /** Receives an image that cannot be read. May throw to stop. */
        void broken(ImageFile image, String reason) throws IOException;

        /** Receives the number of processed images. */
        void progress(int done);
    }

    /** An image that was read, or the reason why it could not be read. */
    @SuppressWarnings("ArrayRecordComponent") // lives only until its batch is encoded
    private record Read<P>(ImageFile image, @Nullable P prepared, byte[] thumbnail, byte[] hash, String fault) {}

    /** Creates an object that encodes images.
     *
     * @param maxPixels larger images are not decoded
     * @param decoders threads that read and prepare, at least 1
     */
    public ImageItems(ImageEncoder<P> encoder, long maxPixels, int decoders) {
        if (decoders < 1 || maxPixels < 1) {
            throw new IllegalArgumentException("decoders and the limit of pixels must be at least 1");
        }
        this.encoder = encoder;
        this.maxPixels = maxPixels;
        this.decoders = decoders;
    }

    /** Encodes images. */
    public void run(List<ImageFile> images, Listener listener) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(
                decoders, Thread.ofPlatform().daemon().name("icfrr-decoder-", 1).factory());
        try {
            Iterator<ImageFile> ahead = images.iterator();
            ArrayDeque<Future<Read<P>>> reading = new ArrayDeque<>();
            List<Read<P>> batch = new ArrayList<>();
            int window = 2 * encoder.batch() + decoders;
            for (int done = 1; done <= images.size(); done++) {
                while (reading.size() < window && ahead.hasNext()) {
                    ImageFile next = ahead.next();
                    reading.add(threads.submit(() -> read(next)));
                }
                Read<P> read = await(reading.remove());
                if (read.prepared == null) {
                    listener.broken(read.image, read.fault);
                } else if (listener.wants(read.image, read.hash)) {
                    batch.add(read);
                }
                if (batch.size() == encoder.batch() || (done == images.size() && !batch.isEmpty())) {
                    encode(batch, listener);
                    batch.clear();
                }
                listener.progress(done);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void encode(List<Read<P>> batch, Listener listener) throws IOException {
        List<P> prepared = new ArrayList<>();
        batch.forEach(read -> prepared.add(java.util.Objects.requireNonNull(read.prepared)));
        float[][] features = encoder.encode(prepared);
        for (int i = 0; i < features.length; i++) {
            Read<P> read = batch.get(i);
            listener.accept(new IndexItem(
                    read.image.id(),
                    features[i],
                    read.image.label(),
                    Optional.of(read.thumbnail),
                    Optional.of(read.hash)));
        }
    }

    private Read<P> read(ImageFile image) {
        try {
            byte[] bytes = Files.readAllBytes(image.path());
            BufferedImage decoded = Images.read(bytes, image.path().toString(), maxPixels);
            return new Read<>(image, encoder.prepare(decoded), thumbnail(decoded), ContentHashes.of(bytes), "");
        } catch (ImageException | IllegalArgumentException e) {
            return new Read<>(image, null, new byte[0], new byte[0], String.valueOf(e.getMessage()));
        } catch (IOException | OutOfMemoryError e) {
            return new Read<>(image, null, new byte[0], new byte[0], "cannot be read: " + e.getMessage());
        }
    }

    /** Encodes a small JPEG file of an image. */
    public static byte[] thumbnail(BufferedImage image) {
        boolean small = image.getWidth() <= THUMBNAIL_SIDE && image.getHeight() <= THUMBNAIL_SIDE;
        return Images.jpeg(small ? image : Images.fit(image, THUMBNAIL_SIDE, THUMBNAIL_SIDE), THUMBNAIL_QUALITY);
    }

    private static <P> Read<P> await(Future<Read<P>> reading) throws IOException {
        try {
            return reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException fault -> throw fault;
                case Error fault -> throw fault;
                case null, default -> throw new IOException(e.getMessage(), e);
            }
        }
    }
}
