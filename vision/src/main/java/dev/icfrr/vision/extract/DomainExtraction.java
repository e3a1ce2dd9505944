package dev.icfrr.vision.extract;

import dev.icfrr.vision.dataset.ImageSet;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.image.ImageException;
import dev.icfrr.vision.image.Images;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the images of one domain. Worker threads read and prepare images while the calling thread encodes. They work
 * a bounded number of images ahead, so memory does not grow with the data set.
 *
 * @param <P> a prepared image
 */
final class DomainExtraction<P> {

    /** A prepared image, or the reason why it could not be prepared. */
    private record Outcome<P>(@Nullable P prepared, String fault) {}

    private final Domain domain;
    private final ImageSet images;
    private final ImageEncoder<P> encoder;
    private final WorkFolder work;
    private final DecodeSettings settings;
    private final ExtractionListener listener;
    private final int shardSize;
    private int done;

    private DomainExtraction(
            Domain domain,
            ImageSet images,
            ImageEncoder<P> encoder,
            WorkFolder work,
            DecodeSettings settings,
            ExtractionListener listener) {
        this.domain = domain;
        this.images = images;
        this.encoder = encoder;
        this.work = work;
        this.settings = settings;
        this.listener = listener;
        this.shardSize = work.shardSize(encoder.batch());
    }

    /**
     * Encodes the images that no earlier run has encoded.
     *
     * @return the features, on disk
     * @throws IOException naming the first broken image, unless broken images are left out; finished shards are kept
     */
    static <P> ExtractedFeatures run(
            Domain domain,
            ImageSet images,
            ImageEncoder<P> encoder,
            WorkFolder work,
            DecodeSettings settings,
            ExtractionListener listener)
            throws IOException {
        return new DomainExtraction<>(domain, images, encoder, work, settings, listener).run();
    }

    private ExtractedFeatures run() throws IOException {
        int shards = Math.ceilDiv(images.size(), shardSize);
        List<Integer> missing = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            Optional<Shard> earlier = Shard.read(work.shard(domain, shard), first(shard), count(shard));
            if (earlier.isEmpty()) {
                missing.add(shard);
                continue;
            }
            for (Shard.Broken image : earlier.get().broken()) {
                broken(image.index(), image.reason());
            }
            done += count(shard);
        }
        listener.onStart(domain, done, images.size());
        if (!missing.isEmpty()) {
            encode(missing);
        }
        return ExtractedFeatures.of(work, domain, images.size(), shardSize);
    }

    private int first(int shard) {
        return shard * shardSize;
    }

    private int count(int shard) {
        return Math.min(shardSize, images.size() - first(shard));
    }

    private void encode(List<Integer> shards) throws IOException {
        PrimitiveIterator.OfInt ahead = shards.stream()
                .flatMapToInt(shard -> IntStream.range(first(shard), first(shard) + count(shard)))
                .iterator();
        int window = 2 * encoder.batch() + settings.decoders();
        ArrayDeque<Future<Outcome<P>>> prepared = new ArrayDeque<>();
        ExecutorService decoders = Executors.newFixedThreadPool(
                settings.decoders(),
                Thread.ofPlatform().daemon().name("icfrr-decoder-", 1).factory());
        try {
            for (int shard : shards) {
                List<float[]> features = new ArrayList<>();
                List<Shard.Broken> broken = new ArrayList<>();
                int end = first(shard) + count(shard);
                for (int start = first(shard); start < end; start += encoder.batch()) {
                    List<P> batch = new ArrayList<>();
                    for (int index = start; index < Math.min(start + encoder.batch(), end); index++) {
                        fill(prepared, window, ahead, decoders);
                        Outcome<P> outcome = await(prepared.remove());
                        if (outcome.prepared == null) {
                            broken(index, outcome.fault);
                            broken.add(new Shard.Broken(index, outcome.fault));
                        } else {
                            batch.add(outcome.prepared);
                        }
                    }
                    fill(prepared, window, ahead, decoders);
                    if (!batch.isEmpty()) {
                        features.addAll(List.of(encoder.encode(batch)));
                    }
                    done += Math.min(start + encoder.batch(), end) - start;
                    listener.onProgress(domain, done, images.size());
                }
                new Shard(first(shard), count(shard), features, broken).write(work.shard(domain, shard));
            }
        } finally {
            decoders.shutdownNow();
        }
    }

    private void fill(
            ArrayDeque<Future<Outcome<P>>> prepared,
            int window,
            PrimitiveIterator.OfInt ahead,
            ExecutorService decoders) {
        while (prepared.size() < window && ahead.hasNext()) {
            int index = ahead.nextInt();
            prepared.add(decoders.submit(() -> prepare(images.path(index))));
        }
    }

    private Outcome<P> prepare(Path image) {
        try {
            return new Outcome<>(encoder.prepare(Images.read(image, settings.maxPixels())), "");
        } catch (ImageException | IllegalArgumentException e) {
            return new Outcome<>(null, String.valueOf(e.getMessage()));
        }
    }

    private void broken(int index, String fault) throws IOException {
        Path image = images.path(index);
        String reason = fault.startsWith(image + ": ") ? fault : image + ": " + fault;
        if (!settings.skipBroken()) {
            throw new IOException(reason + " (--skip-broken leaves such images out)");
        }
        listener.onBroken(domain, image, reason);
    }

    private static <P> Outcome<P> await(Future<Outcome<P>> prepared) throws IOException {
        try {
            return prepared.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted; the same command carries on from here");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException fault -> throw fault;
                case Error fault -> throw fault;
                case null, default -> throw new IOException(e.getMessage(), e);
            }
        }
    }
}
