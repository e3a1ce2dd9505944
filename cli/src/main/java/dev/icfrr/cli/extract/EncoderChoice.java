package dev.icfrr.cli.extract;

import dev.icfrr.cli.console.RunLog;
import dev.icfrr.vision.checkpoint.CheckpointImport;
import dev.icfrr.vision.checkpoint.Precision;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.extract.QuantizationCheck;
import dev.icfrr.vision.extract.Tuning;
import dev.icfrr.vision.onnx.OnnxModel;
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

/** An ONNX file with all that is needed to open it. */
record EncoderChoice(Path model, Preprocessing preprocessing, OnnxOptions options) {

    private static final int CHECKED_PICTURES = 16;

    /** Finds or makes the ONNX file; a checkpoint is imported when it is used for the first time. */
    static EncoderChoice of(EncoderOptions options, DatasetLayout dataset, RunLog log) throws IOException {
        Path model = options.model().isPresent() ? options.model().get() : imported(options, dataset, log);
        Preprocessing preprocessing = preprocessing(options, dataset, model);
        OnnxOptions running = new OnnxOptions(1, gpu(options.gpu(), log), options.pooling(), options.output());
        return new EncoderChoice(model, preprocessing, running);
    }

    /** Height and width of prepared pictures, where the preprocessing or the graph fixes them. */
    Optional<int[]> pictureSize() throws IOException {
        Optional<int[]> prepared = preprocessing.outputSize();
        if (prepared.isPresent()) {
            return prepared;
        }
        try (OnnxModel opened = OnnxModel.open(model, options)) {
            return opened.pictureSize();
        }
    }

    /** Opens the model. */
    OnnxEncoder open(Tuning tuning) throws IOException {
        return OnnxEncoder.open(model, preprocessing, options.withThreads(tuning.threads()), tuning.batch());
    }

    private static Preprocessing preprocessing(EncoderOptions options, DatasetLayout dataset, Path model)
            throws IOException {
        if (options.model().isPresent()) {
            Path file = options.preprocessing()
                    .or(() -> PreprocessingFiles.find(model))
                    .orElseThrow(
                            () -> new IOException(model + ": nothing says how pictures are prepared for it; put its"
                                    + " preprocessor_config.json (Hugging Face) or config.json (timm) beside it, or name a file"
                                    + " with --preprocessing"));
            return PreprocessingFiles.read(file);
        }
        Preprocessing own = PreprocessingFiles.read(PreprocessingFiles.beside(model));
        // As the reference's loaders do: all but the one for 'custom' normalize after the checkpoint's own transform.
        return dataset.name().equals("custom") ? own : own.followedBy(Normalization.IMAGENET);
    }

    private static Path imported(EncoderOptions options, DatasetLayout dataset, RunLog log) throws IOException {
        Path checkpoint = options.pretrainedRoot().resolve(folder(dataset.name()), "checkpoint.pth");
        if (!Files.isRegularFile(checkpoint)) {
            throw new IOException(checkpoint + ": there is no such checkpoint for '" + dataset.name()
                    + "'; set --pretrained-root, or take --model FILE.onnx or --hog");
        }
        boolean quantized = options.precision() == Precision.INT8;
        Path model = checkpoint.resolveSibling(quantized ? "checkpoint.int8.onnx" : "checkpoint.onnx");
        Optional<Preprocessing> said = options.preprocessing().isPresent()
                ? Optional.of(PreprocessingFiles.read(options.preprocessing().get()))
                : Optional.empty();
        if (said.isEmpty() && CheckpointImport.isCurrent(checkpoint, model, options.heads(), options.precision())) {
            return model;
        }
        CheckpointImport.Result result =
                CheckpointImport.run(checkpoint, model, options.heads(), said, options.precision());
        log.say("imported " + checkpoint + " as " + model + ": " + describe(result));
        if (quantized) {
            List<Path> pictures = Stream.concat(
                            dataset.queries().paths().stream().limit(CHECKED_PICTURES / 2),
                            dataset.gallery().paths().stream().limit(CHECKED_PICTURES / 2))
                    .toList();
            log.say(check(checkpoint, model, options.heads(), result.preprocessing(), pictures));
        }
        return model;
    }

    /** Where the authors' checkpoint for a data set lies. */
    private static String folder(String dataset) {
        return switch (dataset) {
            case "sketchy_zs1" -> "sketchy/zeroshot1";
            case "sketchy_zs2" -> "sketchy/zeroshot2";
            default -> dataset.replaceFirst(":.*", "");
        };
    }

    /** What was imported, in a few words. */
    static String describe(CheckpointImport.Result result) {
        return "%,d weights, width %d, depth %d, %d heads, patches of %d, pictures of %d x %d"
                .formatted(
                        result.weights(),
                        result.shape().width(),
                        result.shape().depth(),
                        result.shape().heads(),
                        result.shape().patch(),
                        result.shape().pixelWidth(),
                        result.shape().height());
    }

    /** Compares an 8-bit model with the floats of its checkpoint on real pictures. */
    static String check(
            Path checkpoint, Path quantized, OptionalInt heads, Preprocessing preprocessing, List<Path> pictures)
            throws IOException {
        Path exact = quantized.resolveSibling("." + quantized.getFileName() + ".float32.onnx");
        try {
            CheckpointImport.run(checkpoint, exact, heads, Optional.of(preprocessing), Precision.FLOAT32);
            int threads = Runtime.getRuntime().availableProcessors();
            QuantizationCheck.Result result = QuantizationCheck.run(exact, quantized, preprocessing, pictures, threads);
            return String.format(
                    Locale.ROOT,
                    "int8 against floats on %d pictures: cosine %.5f on average, %.5f at worst; %.2f instead of %.2f"
                            + " pictures/s, %.2f times as fast",
                    result.pictures(),
                    result.meanCosine(),
                    result.leastCosine(),
                    result.quantizedPerSecond(),
                    result.exactPerSecond(),
                    result.quantizedPerSecond() / result.exactPerSecond());
        } finally {
            Files.deleteIfExists(exact);
            Files.deleteIfExists(PreprocessingFiles.beside(exact));
        }
    }

    private static OptionalInt gpu(OptionalInt wanted, RunLog log) {
        if (wanted.isEmpty() && !OnnxModel.isCudaOnPath()) {
            return OptionalInt.empty();
        }
        int number = wanted.orElse(0);
        Optional<String> fault = OnnxModel.cudaFault(number);
        if (fault.isEmpty()) {
            return OptionalInt.of(number);
        }
        log.say("GPU " + number + " cannot be used: " + fault.get() + "; going on with the processor");
        return OptionalInt.empty();
    }
}
