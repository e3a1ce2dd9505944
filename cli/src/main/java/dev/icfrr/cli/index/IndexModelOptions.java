package dev.icfrr.cli.index;

import dev.icfrr.vision.encoder.SketchModel;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.index.ModelReference;
import dev.icfrr.vision.index.ModelReference.HogReference;
import dev.icfrr.vision.index.ModelReference.OnnxReference;
import dev.icfrr.vision.index.ModelReference.SketchReference;
import dev.icfrr.vision.onnx.OnnxFile;
import dev.icfrr.vision.onnx.Pooling;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the encoder that an index is built with. */
public final class IndexModelOptions {
    private static final String HOG = "hog";

    @Option(
            names = {"--model"},
            paramLabel = "hog|sketch|FILE",
            description =
                    "Image encoder: hog (the default with --images), sketch (a network for drawings and images of "
                            + "things that comes with icfrr), or an ONNX file. With --features, the encoder they come from, so that "
                            + "images can be used as queries.")
    private @Nullable String model;

    @Option(
            names = {"--preprocessing"},
            paramLabel = "FILE",
            description = "File with the model's preprocessing (default: looked for next to the model).")
    private @Nullable Path preprocessing;

    @Option(
            names = {"--pool"},
            paramLabel = "HOW",
            description = "Pooling of the model's output into a vector: none, cls, mean or mean-patch (none).")
    private @Nullable String pool;

    @Option(
            names = {"--output"},
            paramLabel = "NAME",
            description = "Output of the model (default: the first that fits --pool).")
    private @Nullable String output;

    /** Returns the model, or empty if none is named. */
    public Optional<ModelReference> reference() throws IOException {
        if (model == null || model.equals(HOG) || model.equals(SketchModel.NAME)) {
            if (preprocessing != null || pool != null || output != null) {
                throw new IllegalArgumentException(
                        "--preprocessing, --pool and --output work only with an ONNX --model");
            }
            if (model == null) {
                return Optional.empty();
            }
            return Optional.of(model.equals(HOG) ? new HogReference(Hog.standard()) : SketchReference.current());
        }
        Path file = Path.of(model);
        if (!Files.exists(file)) {
            throw new IOException(file + ": no such model. --model takes 'hog', 'sketch' or an ONNX file");
        }
        OnnxFile.check(file);
        Preprocessing how = PreprocessingFiles.readFor(file, Optional.ofNullable(preprocessing));
        return Optional.of(OnnxReference.to(file, how, pooling(), Optional.ofNullable(output)));
    }

    private Optional<Pooling> pooling() {
        if (pool == null) {
            return Optional.empty();
        }
        return Optional.of(Pooling.of(pool)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--pool must be none, cls, mean or mean-patch, not '" + pool + "'")));
    }

    /** Describes a model in a few words. */
    public static String describe(Optional<ModelReference> model) {
        if (model.isEmpty()) {
            return "unknown";
        }
        return switch (model.get()) {
            case HogReference _ -> HOG;
            case SketchReference sketch -> SketchModel.NAME + " (SHA-256 " + sketch.sha256() + ")";
            case OnnxReference onnx -> onnx.path() + " (SHA-256 " + onnx.sha256() + ")";
        };
    }
}
