package dev.icfrr.cli.rerank;

import dev.icfrr.Parallelism;
import dev.icfrr.io.NpyWriter;
import dev.icfrr.io.PthWriter;
import dev.icfrr.io.Tensor;
import dev.icfrr.io.Value;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.PictureSet;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.picture.Pictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes the pictures of a small data set by HOG and writes what {@code rerank} reads. */
public final class PictureFeatures {
    private PictureFeatures() {}

    /** Writes {@code query_features.npy}, {@code gallery_features.npy} and {@code labels.pth}. */
    public static void describe(DatasetLayout layout, Path folder, Parallelism parallelism) throws IOException {
        Files.createDirectories(folder);
        int total = layout.queries().size() + layout.gallery().size();
        try (Progress progress = Progress.start("Describing", total)) {
            write(layout.queries(), folder.resolve("query_features.npy"), parallelism, progress);
            write(layout.gallery(), folder.resolve("gallery_features.npy"), parallelism, progress);
        }
        Map<String, Value> labels = new LinkedHashMap<>();
        labels.put("query", labels(layout.queries()));
        labels.put("gallery", labels(layout.gallery()));
        PthWriter.write(folder.resolve("labels.pth"), Value.Dict.of(labels));
    }

    private static void write(PictureSet pictures, Path file, Parallelism parallelism, Progress progress)
            throws IOException {
        Hog hog = Hog.standard();
        float[] features = new float[pictures.size() * hog.length()];
        try {
            parallelism.forEachRow(pictures.size(), () -> index -> {
                try {
                    float[] feature = hog.describe(Pictures.read(pictures.path(index)));
                    System.arraycopy(feature, 0, features, index * hog.length(), feature.length);
                    progress.step();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        NpyWriter.write(file, Tensor.of(features, pictures.size(), hog.length()));
    }

    private static Tensor labels(PictureSet pictures) {
        return Tensor.of(Arrays.stream(pictures.labels()).asLongStream().toArray(), pictures.size());
    }
}
