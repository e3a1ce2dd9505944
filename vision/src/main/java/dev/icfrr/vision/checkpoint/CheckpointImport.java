package dev.icfrr.vision.checkpoint;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.FileHashes;
import dev.icfrr.vision.onnx.OnnxEngine;
import dev.icfrr.vision.onnx.OnnxModel;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Writes a checkpoint as an ONNX model with its preprocessing beside it. */
public final class CheckpointImport {

    private static final System.Logger LOG = System.getLogger(CheckpointImport.class.getName());

    /** The result of an import.
     *
     * @param shape sizes found in the checkpoint
     * @param weights number of weights
     * @param preprocessing the preprocessing written beside the model
     * @param preprocessingFile the file of the preprocessing
     * @param remark where in the checkpoint the weights are, and the prefix that was removed from their names, if any
     */
    public record Result(
            VitShape shape,
            long weights,
            Preprocessing preprocessing,
            Path preprocessingFile,
            Optional<String> remark) {}

    private static final String SOURCE = "icfrr.checkpoint.sha256";
    private static final String HEADS = "icfrr.heads";
    private static final String STATE = "icfrr.state";
    private static final String PRECISION = "icfrr.precision";

    private CheckpointImport() {}

    /** Returns whether {@code model} was imported from exactly this checkpoint with these settings. */
    public static boolean isCurrent(Path checkpoint, Path model, CheckpointOptions options, Precision precision)
            throws IOException {
        if (!Files.isRegularFile(model) || !Files.isRegularFile(PreprocessingFiles.beside(model))) {
            return false;
        }
        Map<String, String> properties;
        try (OnnxModel opened = OnnxEngine.open(model, OnnxOptions.processor(1))) {
            properties = opened.properties();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "importing the checkpoint again: " + e.getMessage());
            return false;
        }
        return FileHashes.sha256(checkpoint).equals(properties.get(SOURCE))
                && precision.name().equals(properties.get(PRECISION))
                && options.state().orElse("").equals(properties.getOrDefault(STATE, ""))
                && (options.heads().isEmpty()
                        || Integer.toString(options.heads().getAsInt()).equals(properties.get(HEADS)));
    }

    /**
     * Reads {@code checkpoint} and writes {@code model}; existing files are replaced.
     *
     * @param options what the checkpoint does not say by itself
     * @param preprocessing used instead of the checkpoint's own transform
     * @throws IOException saying which part of the checkpoint does not fit, or which file could not be written
     */
    public static Result run(
            Path checkpoint,
            Path model,
            CheckpointOptions options,
            Optional<Preprocessing> preprocessing,
            Precision precision)
            throws IOException {
        try (Checkpoint source = Checkpoint.open(checkpoint, options, preprocessing)) {
            VitWeights weights = source.weights();
            Path beside = PreprocessingFiles.beside(model);
            byte[] json = PreprocessingFiles.toJson(source.preprocessing()).getBytes(StandardCharsets.UTF_8);
            // The model is written last: if it exists, its preprocessing exists too.
            AtomicFile.write(beside, out -> out.write(json));
            Map<String, String> properties = Map.of(
                    SOURCE, FileHashes.sha256(checkpoint),
                    HEADS, Integer.toString(weights.shape().heads()),
                    STATE, options.state().orElse(""),
                    PRECISION, precision.name());
            AtomicFile.write(model, out -> VitGraph.of(weights, precision).writeTo(out, properties));
            return new Result(weights.shape(), weights.count(), source.preprocessing(), beside, source.remark());
        }
    }
}
