package dev.icfrr.cli.extract;

import dev.icfrr.cli.console.RunLog;
import dev.icfrr.vision.checkpoint.CheckpointImport;
import dev.icfrr.vision.checkpoint.CheckpointOptions;
import dev.icfrr.vision.checkpoint.Precision;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.encoder.SketchModel;
import dev.icfrr.vision.extract.EncoderSource;
import dev.icfrr.vision.extract.HogSource;
import dev.icfrr.vision.extract.OnnxSource;
import dev.icfrr.vision.extract.QuantizationCheck;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.onnx.OnnxEngine;
import dev.icfrr.vision.onnx.OnnxFile;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.preprocess.Normalization;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Finds the encoder that the options ask for, and imports a checkpoint when it is first used. */
final class EncoderChoice {

    private static final int CHECKED_IMAGES = 16;

    private EncoderChoice() {}

    /** Returns the encoder, importing its checkpoint if that has not been done. */
    static EncoderSource of(EncoderOptions options, DatasetLayout dataset, RunLog log) throws IOException {
        return options.hog() ? new HogSource(Hog.standard()) : onnx(options, dataset, log);
    }

    /** Returns the model of options that do not ask for HOG. */
    static OnnxSource onnx(EncoderOptions options, DatasetLayout dataset, RunLog log) throws IOException {
        Path model = file(options, dataset, log);
        Preprocessing preprocessing = preprocessing(options, dataset, model);
        OnnxOptions running = new OnnxOptions(1, gpu(options.gpu(), log), options.pooling(), options.output());
        return new OnnxSource(model, preprocessing, running);
    }

    private static Path file(EncoderOptions options, DatasetLayout dataset, RunLog log) throws IOException {
        if (options.sketch()) {
            return SketchModel.file();
        }
        if (options.model().isEmpty()) {
            return imported(options, dataset, log);
        }
        Path model = options.model().get();
        if (!Files.exists(model)) {
            throw new IOException(model + ": no such model. --model takes 'sketch' or an ONNX file.");
        }
        OnnxFile.check(model);
        return model;
    }

    private static Preprocessing preprocessing(EncoderOptions options, DatasetLayout dataset, Path model)
            throws IOException {
        if (options.sketch()) {
            return SketchModel.PREPROCESSING;
        }
        if (options.model().isPresent()) {
            return PreprocessingFiles.readFor(model, options.preprocessing());
        }
        Preprocessing own = PreprocessingFiles.read(PreprocessingFiles.beside(model));
        // The reference's loaders, except the one for 'custom', normalize after the checkpoint's own transform.
        return dataset.name().equals("custom") ? own : own.followedBy(Normalization.IMAGENET);
    }

    private static Path imported(EncoderOptions options, DatasetLayout dataset, RunLog log) throws IOException {
        Path checkpoint = options.pretrainedRoot().resolve(folder(dataset.name()), "checkpoint.pth");
        if (!Files.isRegularFile(checkpoint)) {
            throw new IOException(checkpoint + ": no checkpoint for '" + dataset.name()
                    + "'. Set --pretrained-root, or use --model sketch, --model FILE.onnx or --hog.");
        }
        boolean quantized = options.precision() == Precision.INT8;
        Path model = checkpoint.resolveSibling(quantized ? "checkpoint.int8.onnx" : "checkpoint.onnx");
        Optional<Preprocessing> given = options.preprocessing().isPresent()
                ? Optional.of(PreprocessingFiles.read(options.preprocessing().get()))
                : Optional.empty();
        if (given.isEmpty()
                && CheckpointImport.isCurrent(checkpoint, model, options.checkpoint(), options.precision())) {
            return model;
        }
        CheckpointImport.Result result =
                CheckpointImport.run(checkpoint, model, options.checkpoint(), given, options.precision());
        log.say("imported " + checkpoint + " as " + model + ": " + summary(result));
        result.remark().ifPresent(remark -> log.say(checkpoint + ": " + remark));
        if (quantized) {
            List<Path> images = Stream.concat(
                            dataset.queries().paths().stream().limit(CHECKED_IMAGES / 2),
                            dataset.gallery().paths().stream().limit(CHECKED_IMAGES / 2))
                    .toList();
            log.say(check(checkpoint, model, options.checkpoint(), result.preprocessing(), images));
        }
        return model;
    }

    /** Returns the folder of the authors' checkpoint for a data set. */
    private static String folder(String dataset) {
        return switch (dataset) {
            case "sketchy_zs1" -> "sketchy/zeroshot1";
            case "sketchy_zs2" -> "sketchy/zeroshot2";
            default -> dataset.replaceFirst(":.*", "");
        };
    }

    /** Formats the size of an imported model. */
    static String summary(CheckpointImport.Result result) {
        return "%,d weights, width %d, depth %d, %d heads, patches of %d, images of %d x %d"
                .formatted(
                        result.weights(),
                        result.shape().width(),
                        result.shape().depth(),
                        result.shape().heads(),
                        result.shape().patch(),
                        result.shape().pixelWidth(),
                        result.shape().height());
    }

    /** Compares an 8-bit model with its checkpoint in 32-bit floats, and formats the result. */
    static String check(
            Path checkpoint, Path quantized, CheckpointOptions options, Preprocessing preprocessing, List<Path> images)
            throws IOException {
        QuantizationCheck.Result result = QuantizationCheck.againstCheckpoint(
                checkpoint,
                quantized,
                options,
                preprocessing,
                images,
                Runtime.getRuntime().availableProcessors());
        return String.format(
                Locale.ROOT,
                "int8 against float32 on %d images: mean cosine %.5f, lowest %.5f; %.2f instead of %.2f images/s,"
                        + " %.2f times as fast",
                result.images(),
                result.meanCosine(),
                result.lowestCosine(),
                result.quantizedPerSecond(),
                result.exactPerSecond(),
                result.quantizedPerSecond() / result.exactPerSecond());
    }

    private static OptionalInt gpu(OptionalInt wanted, RunLog log) {
        if (wanted.isEmpty() && !OnnxEngine.isCudaOnPath()) {
            return OptionalInt.empty();
        }
        int number = wanted.orElse(0);
        Optional<String> fault = OnnxEngine.cudaFault(number);
        if (fault.isEmpty()) {
            return OptionalInt.of(number);
        }
        log.say("GPU " + number + " cannot be used: " + fault.get() + "; using the processor");
        return OptionalInt.empty();
    }
}
