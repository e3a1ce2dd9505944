package dev.icfrr.cli.extract;

import dev.icfrr.cli.console.RunLog;
import dev.icfrr.io.FileNames;
import dev.icfrr.vision.checkpoint.CheckpointImport;
import dev.icfrr.vision.checkpoint.CheckpointOptions;
import dev.icfrr.vision.checkpoint.Precision;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An import as a person asks for it.
 *
 * @param options what the checkpoint does not say by itself
 * @param preprocessing a file to take instead of the checkpoint's transform
 * @param images a folder of images on which an 8-bit model is compared with floats
 */
public record CheckpointImportRun(
        Path checkpoint,
        Path model,
        CheckpointOptions options,
        Optional<Path> preprocessing,
        Precision precision,
        Optional<Path> images) {

    private static final int CHECKED_IMAGES = 32;

    /** Refuses images that nothing would be done with. */
    public CheckpointImportRun {
        if (images.isPresent() && precision != Precision.INT8) {
            throw new IllegalArgumentException("--pictures is for --quantize int8");
        }
    }

    /** Imports, measures and tells. */
    public void run(RunLog log) throws IOException {
        Optional<Preprocessing> said = Optional.empty();
        if (preprocessing.isPresent()) {
            said = Optional.of(PreprocessingFiles.read(preprocessing.get()));
        }
        CheckpointImport.Result result = CheckpointImport.run(checkpoint, model, options, said, precision);
        log.say(model + ": " + EncoderChoice.summary(result));
        result.remark().ifPresent(remark -> log.say(checkpoint + ": " + remark));
        log.say(result.preprocessingFile() + ": " + PreprocessingFiles.summary(result.preprocessing()));
        if (precision == Precision.INT8) {
            log.say(
                    images.isEmpty()
                            ? "what int8 loses and gains is not measured: name some images with --pictures DIR"
                            : EncoderChoice.check(
                                    checkpoint, model, options, result.preprocessing(), listed(images.get())));
        }
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> images = files.filter(file -> Files.isRegularFile(file) && !FileNames.isLitter(file))
                    .sorted()
                    .limit(CHECKED_IMAGES)
                    .toList();
            if (images.isEmpty()) {
                throw new IOException(folder + ": holds no images");
            }
            return images;
        }
    }
}
