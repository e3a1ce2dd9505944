package dev.icfrr.cli.extract;

import dev.icfrr.vision.checkpoint.CheckpointOptions;
import dev.icfrr.vision.checkpoint.Precision;
import dev.icfrr.vision.encoder.SketchModel;
import dev.icfrr.vision.onnx.Pooling;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which encoder to take.
 *
 * @param model an ONNX file or {@code sketch}, or empty for the data set's checkpoint
 * @param hog histograms of oriented gradients instead of a model
 * @param pretrainedRoot where checkpoints lie
 * @param checkpoint what the checkpoint does not say by itself
 * @param preprocessing a file that says how images are prepared, instead of the model's own
 * @param pooling how a vector is made of the output of {@code model}
 * @param output name of the output of {@code model}
 * @param precision of a checkpoint's linear layers
 * @param gpu number of the CUDA device, where one was asked for
 */
record EncoderOptions(
        Optional<Path> model,
        boolean hog,
        Path pretrainedRoot,
        CheckpointOptions checkpoint,
        Optional<Path> preprocessing,
        Optional<Pooling> pooling,
        Optional<String> output,
        Precision precision,
        OptionalInt gpu) {

    /** Refuses options that would have no effect on the chosen encoder. */
    EncoderOptions {
        boolean imported = model.isEmpty() && !hog;
        if (hog && model.isPresent()) {
            throw new IllegalArgumentException("--hog and --model exclude each other");
        }
        if (hog && (preprocessing.isPresent() || pooling.isPresent() || output.isPresent() || gpu.isPresent())) {
            throw new IllegalArgumentException("--hog takes no --preprocessing, --pool, --output or --gpu-id");
        }
        if (!imported && (!checkpoint.equals(CheckpointOptions.NONE) || precision != Precision.FLOAT32)) {
            throw new IllegalArgumentException("--heads, --state and --quantize are for checkpoints; here is "
                    + (hog ? "--hog" : "--model, which is a graph already"));
        }
        if (isSketch(model) && (preprocessing.isPresent() || pooling.isPresent() || output.isPresent())) {
            throw new IllegalArgumentException("--model sketch takes no --preprocessing, --pool or --output");
        }
        if (imported && (pooling.isPresent() || output.isPresent())) {
            throw new IllegalArgumentException("--pool and --output are for --model: a checkpoint has its own");
        }
    }

    /** Whether the model is the one that comes with icfrr. */
    boolean sketch() {
        return isSketch(model);
    }

    private static boolean isSketch(Optional<Path> model) {
        return model.filter(Path.of(SketchModel.NAME)::equals).isPresent();
    }
}
