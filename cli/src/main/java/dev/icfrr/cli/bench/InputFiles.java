package dev.icfrr.cli.bench;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.embeddings.data.Matrices;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.RowWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import tools.jackson.databind.json.JsonMapper;

/** Synthetic inputs as files: caches in the layout of the public Python code, and features as {@code .npy}. */
final class InputFiles implements AutoCloseable {
    /** Rows of features written at once. */
    private static final int ROWS = 64;

    private final BenchInputs inputs;
    private final Path folder;
    private final List<TensorFile> opened = new ArrayList<>();

    /** @param root the cache root; files lie in {@code <root>/<name>/-1} */
    InputFiles(BenchInputs inputs, Path root) {
        this.inputs = inputs;
        this.folder = root.resolve(inputs.name()).resolve("-1");
    }

    Path folder() {
        return folder;
    }

    /** Returns whether the files of exactly these inputs exist. */
    boolean areThere(boolean withDistances) throws IOException {
        Path description = folder.resolve("inputs.json");
        if (!Files.exists(description) || !Files.readString(description).strip().equals(description())) {
            return false;
        }
        boolean features = exist("query_features.npy", "gallery_features.npy", "labels.pth");
        return features && (!withDistances || exist("qg_dists.pth", "gg_dists.pth"));
    }

    private boolean exist(String... names) {
        return java.util.Arrays.stream(names).allMatch(name -> Files.exists(folder.resolve(name)));
    }

    /** Draws the inputs and writes them, a few rows at a time. */
    void write(boolean withDistances, Parallelism parallelism) throws IOException {
        Files.createDirectories(folder);
        // A folder without its description counts as incomplete.
        Files.deleteIfExists(folder.resolve("inputs.json"));
        SyntheticFeatures features = new SyntheticFeatures(inputs);
        writeFeatures("query_features.npy", inputs.queries(), features::query, parallelism);
        writeFeatures("gallery_features.npy", inputs.gallery(), features::galleryItem, parallelism);
        PthWriter.write(
                folder.resolve("labels.pth"),
                Value.Dict.of(Map.of(
                        "query",
                        Tensor.of(SyntheticFeatures.labels(inputs.queries(), inputs.classes()), inputs.queries()),
                        "gallery",
                        Tensor.of(SyntheticFeatures.labels(inputs.gallery(), inputs.classes()), inputs.gallery()))));
        if (withDistances) {
            Matrix gallery = open("gallery_features.npy");
            writeDistances(folder.resolve("qg_dists.pth"), open("query_features.npy"), gallery, parallelism);
            writeDistances(folder.resolve("gg_dists.pth"), gallery, gallery, parallelism);
        }
        Files.writeString(folder.resolve("inputs.json"), description() + System.lineSeparator());
    }

    private void writeFeatures(String name, int rows, IntFunction<float[]> feature, Parallelism parallelism)
            throws IOException {
        try (RowWriter writer = NpyWriter.create(folder.resolve(name), DType.FLOAT32, rows, inputs.dimensions());
                Progress progress = Progress.start("Writing " + name, rows)) {
            parallelism.forEachBlock(rows, ROWS, () -> {
                float[] values = new float[ROWS * inputs.dimensions()];
                return (first, end) -> {
                    for (int row = first; row < end; row++) {
                        System.arraycopy(
                                feature.apply(row),
                                0,
                                values,
                                (row - first) * inputs.dimensions(),
                                inputs.dimensions());
                        progress.step();
                    }
                    write(writer, first, end - first, values);
                };
            });
        }
    }

    private static void write(RowWriter writer, int first, int count, float[] values) {
        try {
            writer.writeRows(first, count, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String description() {
        return JsonMapper.builder().build().writeValueAsString(inputs);
    }

    private static void writeDistances(Path path, Matrix queries, Matrix gallery, Parallelism parallelism)
            throws IOException {
        DistanceSource distances = DistanceSource.between(queries, gallery);
        int size = distances.gallerySize();
        try (RowWriter writer = PthWriter.create(path, DType.FLOAT32, queries.rows(), size);
                Progress progress = Progress.start("Writing " + path.getFileName(), queries.rows())) {
            distances.forEachRow(parallelism, () -> {
                float[] narrow = new float[size];
                return (query, row) -> {
                    for (int item = 0; item < size; item++) {
                        narrow[item] = (float) row[item];
                    }
                    write(writer, query, narrow);
                    progress.step();
                };
            });
        }
    }

    private static void write(RowWriter writer, int row, float[] values) {
        try {
            writer.writeRow(row, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maps one of the files. */
    Matrix open(String name) throws IOException {
        Path path = folder.resolve(name);
        TensorFile file = TensorFiles.open(path);
        opened.add(file);
        return Matrices.of(file.soleTensor(), path);
    }

    /** Unmaps the opened files. */
    @Override
    public void close() {
        opened.forEach(TensorFile::close);
    }

    /** Removes the files and their folder. */
    void delete() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        Files.deleteIfExists(folder.getParent());
    }
}
