package dev.icfrr.vision.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The complete features of one domain, stored on disk by an extraction. */
final class ExtractedFeatures {

    /** Receives features one by one. */
    @FunctionalInterface
    interface Sink {
        void accept(int row, float[] feature) throws IOException;
    }

    private final WorkFolder work;
    private final Domain domain;
    private final int images;
    private final int shardSize;
    private final List<Shard.Broken> broken;
    private final int width;

    private ExtractedFeatures(
            WorkFolder work, Domain domain, int images, int shardSize, List<Shard.Broken> broken, int width) {
        this.work = work;
        this.domain = domain;
        this.images = images;
        this.shardSize = shardSize;
        this.broken = List.copyOf(broken);
        this.width = width;
    }

    static ExtractedFeatures of(WorkFolder work, Domain domain, int images, int shardSize) throws IOException {
        List<Shard.Broken> broken = new ArrayList<>();
        int width = 0;
        for (int first = 0; first < images; first += shardSize) {
            Shard shard = read(work, domain, images, shardSize, first);
            broken.addAll(shard.broken());
            if (!shard.features().isEmpty()) {
                width = shard.features().getFirst().length;
            }
        }
        if (broken.size() == images) {
            throw new IOException("none of the " + images + " images of the " + domain.label() + " could be read"
                    + (broken.isEmpty()
                            ? ""
                            : "; the first: " + broken.getFirst().reason()));
        }
        return new ExtractedFeatures(work, domain, images, shardSize, broken, width);
    }

    private static Shard read(WorkFolder work, Domain domain, int images, int shardSize, int first) throws IOException {
        Path file = work.shard(domain, first / shardSize);
        return Shard.read(file, first, Math.min(shardSize, images - first))
                .orElseThrow(() -> new IOException(file + ": was changed while the extraction ran"));
    }

    /** Returns the number of features. */
    int rows() {
        return images - broken.size();
    }

    /** Returns the length of a feature. */
    int width() {
        return width;
    }

    /** Returns the images that were left out. */
    List<Shard.Broken> broken() {
        return broken;
    }

    /** Returns the indices of the images that have a feature, in order. */
    int[] kept() {
        BitSet left = new BitSet(images);
        left.set(0, images);
        broken.forEach(image -> left.clear(image.index()));
        return left.stream().toArray();
    }

    /** Passes all features to a sink in order, with one shard in memory at a time. */
    void forEach(Sink sink) throws IOException {
        int row = 0;
        for (int first = 0; first < images; first += shardSize) {
            for (float[] feature : read(work, domain, images, shardSize, first).features()) {
                sink.accept(row++, feature);
            }
        }
    }
}
