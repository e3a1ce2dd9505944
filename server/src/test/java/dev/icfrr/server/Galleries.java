package dev.icfrr.server;

import dev.icfrr.io.FileHashes;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.vision.doodle.Doodles;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexBuilder;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.IndexSettings;
import dev.icfrr.vision.index.ModelReference.HogReference;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Small indexes for tests. */
public final class Galleries {
    private Galleries() {}

    /** Returns the settings of new indexes: multi-scale votes on scaled lists. */
    public static IndexSettings settings() {
        return IndexSettings.multiscale(Optional.of(new HogReference(Hog.standard())));
    }

    /** Returns the settings of indexes that were built for the flat vote. */
    public static IndexSettings flat() {
        return IndexSettings.flat(30, SelfMatch.FIRST, Optional.of(new HogReference(Hog.standard())));
    }

    public static GalleryIndex doodles(Path folder, int classes, int perClass) throws IOException {
        return doodles(folder, classes, perClass, settings());
    }

    /**
     * Builds an index of labelled drawings with HOG features. The ids contain slashes, as those of images in folders
     * do.
     */
    public static GalleryIndex doodles(Path folder, int classes, int perClass, IndexSettings unnamed)
            throws IOException {
        Doodles doodles = new Doodles(classes, perClass, 1, 1, 96, 0.45);
        Hog hog = Hog.standard();
        Map<Long, String> names = new HashMap<>();
        for (int label = 0; label < classes; label++) {
            names.put((long) label, doodles.classNames().get(label));
        }
        IndexSettings settings = unnamed.withLabelNames(names);
        try (IndexBuilder builder = IndexBuilder.start(folder, settings, false)) {
            for (int label = 0; label < classes; label++) {
                for (int i = 0; i < perClass; i++) {
                    BufferedImage image = doodles.image(label, i);
                    byte[] file = Images.png(image);
                    builder.add(new IndexItem(
                            names.get((long) label) + "/" + i + ".png",
                            hog.extract(image),
                            label,
                            Optional.of(Images.jpeg(image, 0.85)),
                            Optional.of(FileHashes.newDigest().digest(file))));
                }
            }
            return builder.build();
        }
    }

    /** Returns a sketch as a PNG file. */
    public static byte[] sketch(int label) {
        return Images.png(new Doodles(Doodles.MAX_CLASSES, 1, 1, 1, 160, 0.45).sketch(label, 0));
    }
}
