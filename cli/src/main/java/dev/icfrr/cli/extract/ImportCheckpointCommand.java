package dev.icfrr.cli.extract;

import dev.icfrr.vision.checkpoint.CheckpointOptions;
import dev.icfrr.vision.checkpoint.Precision;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icfrr import-checkpoint}: a PyTorch checkpoint as an ONNX model. */
@Command(
        name = "import-checkpoint",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes the Vision Transformer of a checkpoint (.pth or .safetensors, timm's parameter names) as an ONNX model "
                    + "that gives the mean of the patch tokens after the last norm, of length 1. Parameters are found under any "
                    + "key, and a prefix of their names, such as 'module.', is removed.",
            "Its data_transform goes beside it as OUT.preprocessing.json. Nothing of the checkpoint is run.",
            ""
        })
public final class ImportCheckpointCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "The checkpoint.")
    private Path checkpoint = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT.onnx", description = "The model.")
    private Path model = Path.of("");

    @Option(
            names = {"--heads"},
            paramLabel = "N",
            description = "Attention heads, where not the width / 64.")
    private @Nullable Integer heads;

    @Option(
            names = {"--state"},
            paramLabel = "KEY",
            description =
                    "Parameters to take, if several sets fit: the keys of their dictionary, for example model_ema, and "
                            + "a prefix of their names, separated by dots.")
    private @Nullable String state;

    @Option(
            names = {"--preprocessing"},
            paramLabel = "FILE",
            description = "How images are prepared, instead of the checkpoint's data_transform.")
    private @Nullable Path preprocessing;

    @Option(
            names = {"--quantize"},
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "Linear layers in float32 or int8 (${DEFAULT-VALUE}).")
    private Precision precision = Precision.FLOAT32;

    @Option(
            names = {"--pictures"},
            paramLabel = "DIR",
            description = "With int8: images on which to measure what is lost and gained.")
    private @Nullable Path images;

    @Option(
            names = {"--debug"},
            description = "Print the whole trace of an error.")
    @SuppressWarnings("unused") // looked up by the handler of failures
    private boolean debug;

    @Override
    public Integer call() throws Exception {
        new CheckpointImportRun(
                        checkpoint,
                        model,
                        new CheckpointOptions(ExtractCommand.positive("--heads", heads), Optional.ofNullable(state)),
                        Optional.ofNullable(preprocessing),
                        precision,
                        Optional.ofNullable(images))
                .run(spec.commandLine().getOut()::println);
        return 0;
    }
}
