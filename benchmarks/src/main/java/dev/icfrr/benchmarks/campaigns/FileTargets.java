package dev.icfrr.benchmarks.campaigns;

import dev.icfrr.embeddings.EmbeddingFiles;
import dev.icfrr.embeddings.data.Column;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.data.TableFile;
import dev.icfrr.evaluation.TrecFiles;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.npm.PackageFiles;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Readers of single files. */
final class FileTargets {
    private static final long LARGEST = 1 << 20;
    private static final long MOST_PIXELS = 4_000_000;

    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("npy", "tensors"),
            Map.entry("npz", "tensors"),
            Map.entry("pth", "tensors"),
            Map.entry("safetensors", "tensors"),
            Map.entry("fvecs", "tensors"),
            Map.entry("ivecs", "tensors"),
            Map.entry("bvecs", "tensors"),
            Map.entry("fbin", "tensors"),
            Map.entry("ibin", "tensors"),
            Map.entry("u8bin", "tensors"),
            Map.entry("i8bin", "tensors"),
            Map.entry("parquet", "Parquet"),
            Map.entry("h5", "HDF5"),
            Map.entry("hdf5", "HDF5"),
            Map.entry("faiss", "FAISS indexes"),
            Map.entry("knn", "graphs"),
            Map.entry("png", "images"),
            Map.entry("jpg", "images"),
            Map.entry("gif", "images"),
            Map.entry("bmp", "images"),
            Map.entry("webp", "images"));

    private final Path scratch;
    private final List<Target> targets = new ArrayList<>();

    private FileTargets(Path scratch) {
        this.scratch = scratch;
    }

    /** Returns a reader per valid file below a folder, by its extension, and readers of files that are written here. */
    static List<Target> of(Path resources, Path scratch) throws IOException {
        FileTargets found = new FileTargets(scratch);
        try (Stream<Path> paths = Files.walk(resources)) {
            for (Path path : paths.filter(FileTargets::isSource).sorted().toList()) {
                found.add(path);
            }
        }
        found.addText();
        found.addPackage();
        return found.targets;
    }

    private static boolean isSource(Path path) {
        return Files.isRegularFile(path)
                && path.toString().contains("src")
                && !path.toString().contains("target")
                && path.toFile().length() <= LARGEST;
    }

    private void add(Path path) throws IOException {
        String name = path.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String kind = KINDS.getOrDefault(extension, "");
        byte[] valid = Files.readAllBytes(path);
        Target.Reader reader = switch (kind) {
            case "tensors" -> input -> tensor(write(name, input));
            case "graphs" -> input -> graph(write(name, input));
            case "Parquet", "HDF5", "FAISS indexes" -> input -> embeddings(write(name, input));
            case "images" -> input -> image(name, input);
            default -> null;
        };
        if (reader != null && reads(reader, valid)) {
            targets.add(new Target(kind, name, valid, false, reader));
        }
    }

    /** Some files of tests are damaged on purpose. */
    private static boolean reads(Target.Reader reader, byte[] valid) {
        try {
            return reader.accepts(valid);
        } catch (Exception e) {
            return false;
        }
    }

    private Path write(String name, byte[] input) throws IOException {
        return Files.write(scratch.resolve(name), input);
    }

    private static boolean tensor(Path file) throws IOException {
        try (TensorFile opened = TensorFiles.open(file)) {
            for (Tensor tensor : opened.tensors().values()) {
                if (tensor.count() < LARGEST && !tensor.dtype().isComplex()) {
                    tensor.toDoubleArray();
                }
            }
            opened.verify();
            return true;
        } catch (IOException e) {
            return refused(e, file);
        }
    }

    /** Reads all columns. The file counts as accepted if one of them could be read. */
    private static boolean embeddings(Path file) throws IOException {
        try (TableFile opened =
                EmbeddingFiles.openTable(file).orElseThrow(() -> new IOException(file + ": is of another format"))) {
            boolean accepted = false;
            for (Column column : opened.columns()) {
                accepted |= reads(opened, column, file);
            }
            return accepted;
        } catch (IOException | UncheckedIOException e) {
            return refused(e, file);
        }
    }

    private static boolean reads(TableFile opened, Column column, Path file) {
        Optional<String> name = Optional.of(column.name()).filter(text -> !text.isEmpty());
        try {
            switch (column.use()) {
                case EMBEDDINGS -> readRows(opened.matrix(name, Side.GALLERY));
                case VALUES -> opened.values(name, Side.GALLERY);
                case NONE -> {}
            }
            return column.use() != Column.Use.NONE;
        } catch (IOException | UncheckedIOException e) {
            return refused(e, file);
        }
    }

    private static void readRows(Matrix matrix) {
        double[] row = new double[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.copyRow(i, row);
        }
    }

    private static boolean graph(Path file) throws IOException {
        try {
            KnnGraph graph = KnnGraph.open(file);
            for (int item = 0; item < graph.size(); item++) {
                graph.neighbors(item);
            }
            KnnGraph.verify(file);
            return true;
        } catch (IOException e) {
            return refused(e, file);
        }
    }

    private static boolean image(String name, byte[] input) throws IOException {
        try {
            Images.read(input, name, MOST_PIXELS);
            return true;
        } catch (IOException e) {
            return refused(e, name);
        }
    }

    /** A refusal names the file. */
    static boolean refused(Exception refusal, Object name) {
        String message = String.valueOf(refusal.getMessage());
        if (!message.contains(name.toString())) {
            throw new IllegalStateException("a message that does not name the file: " + message, refusal);
        }
        return false;
    }

    private void addText() throws IOException {
        preprocessing("icfrr.json", PreprocessingFiles.toJson(dev.icfrr.vision.encoder.SketchModel.PREPROCESSING));
        preprocessing("preprocessor_config.json", """
                {"do_resize": true, "size": {"shortest_edge": 224}, "resample": 3, "do_center_crop": true,
                 "crop_size": {"height": 224, "width": 224}, "do_rescale": true, "rescale_factor": 0.00392156862745098,
                 "do_normalize": true, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
                """);
        preprocessing("config.json", """
                {"architecture": "vit", "pretrained_cfg": {"input_size": [3, 224, 224], "interpolation": "bicubic",
                 "crop_pct": 0.9, "crop_mode": "center", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}
                """);
        text("runs and judgments", "a.run", "q1 Q0 d1 1 0.9 tag\nq1 Q0 d2 2 0.8 tag\nq2 Q0 d1 1 7 tag\n", path -> {
            TrecFiles.readRun(path);
        });
        text("runs and judgments", "qrels.txt", "q1 0 d1 1\nq1 0 d2 0\nq2 0 d1 2\n", path -> {
            TrecFiles.readQrels(path);
        });
        text("runs and judgments", "run.json", "{\"q1\": {\"d1\": 0.9, \"d2\": 0.8}, \"q2\": {\"d1\": 7}}", path -> {
            TrecFiles.readRun(path);
        });
        text("runs and judgments", "qrels.json", "{\"q1\": {\"d1\": 1, \"d2\": 0}, \"q2\": {\"d1\": 2}}", path -> {
            TrecFiles.readQrels(path);
        });
    }

    private void addPackage() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (String name : List.of("package/package.json", "package/icons/a.svg", "package/icons/b.svg")) {
                byte[] content = ("content of " + name).getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        targets.add(new Target("npm packages", "package.tgz", bytes.toByteArray(), false, input -> {
            Path file = write("package.tgz", input);
            try {
                PackageFiles.read(file, _ -> true);
                return true;
            } catch (IOException e) {
                return refused(e, file);
            }
        }));
    }

    private void preprocessing(String name, String valid) {
        text("preprocessing", name, valid, PreprocessingFiles::read);
    }

    /** Reads a file. */
    @FunctionalInterface
    private interface FileReader {
        void read(Path file) throws IOException;
    }

    private void text(String kind, String name, String valid, FileReader reader) {
        targets.add(new Target(kind, name, valid.getBytes(StandardCharsets.UTF_8), true, input -> {
            Path file = write(name, input);
            try {
                reader.read(file);
                return true;
            } catch (IOException | IllegalArgumentException e) {
                return refused(e, file);
            }
        }));
    }
}
