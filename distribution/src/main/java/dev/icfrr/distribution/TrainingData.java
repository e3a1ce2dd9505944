package dev.icfrr.distribution;

import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.Value;
import dev.icfrr.vision.doodle.Doodles;
import dev.icfrr.vision.image.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A small data set of the kind that users of the Python program start with: one sketch (PNG), some gallery images
 * (JPEG) and stored distances ({@code .pth}). The JVM learns from a run on it which classes a start needs.
 */
final class TrainingData {
    private static final Doodles DOODLES = new Doodles(4, 5, 1, 1, 128, 0.45);
    private static final double JPEG_QUALITY = 0.85;

    private TrainingData() {}

    /** Writes the data set {@code custom} into a folder that serves as data root and as cache root. */
    static void write(Path root) throws IOException {
        Path custom = root.resolve("custom");
        Path caches = Files.createDirectories(custom.resolve("-1"));
        Files.createDirectories(custom.resolve("query"));
        Files.createDirectories(custom.resolve("gallery"));
        Images.writePng(DOODLES.sketch(0, 0), custom.resolve("query/sketch.png"));
        Map<String, Integer> labels = new LinkedHashMap<>();
        List<Long> gallery = new ArrayList<>();
        for (int label = 0; label < DOODLES.classes(); label++) {
            for (int i = 0; i < DOODLES.galleryPerClass(); i++) {
                String name = "image_%d_%d.JPEG".formatted(label, i);
                Files.write(
                        custom.resolve("gallery").resolve(name), Images.jpeg(DOODLES.image(label, i), JPEG_QUALITY));
                labels.put(name, label);
                gallery.add((long) label);
            }
        }
        Files.writeString(custom.resolve("labels.json"), labelsJson(labels));
        PthWriter.write(caches.resolve("qg_dists.pth"), distances(1, gallery.size()));
        PthWriter.write(caches.resolve("gg_dists.pth"), distances(gallery.size(), gallery.size()));
        Map<String, Value> stored = new LinkedHashMap<>();
        stored.put("query", Tensor.of(new long[] {0}, 1));
        stored.put(
                "gallery", Tensor.of(gallery.stream().mapToLong(Long::longValue).toArray(), gallery.size()));
        PthWriter.write(caches.resolve("labels.pth"), Value.Dict.of(stored));
    }

    private static String labelsJson(Map<String, Integer> gallery) {
        return gallery.entrySet().stream()
                .map(entry -> "    \"" + entry.getKey() + "\": " + entry.getValue())
                .collect(Collectors.joining(
                        ",\n", "{\n  \"query\": {\"sketch.png\": 0},\n  \"gallery\": {\n", "\n  }\n}\n"));
    }

    /** Returns distances that order the items in another way than their numbers do. */
    private static Tensor distances(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = row == column ? 0 : 0.5f + ((row + column) * 37 % 101) / 100f;
            }
        }
        return Tensor.of(values, rows, columns);
    }
}
