package dev.icfrr.cli.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The place of an index's model. */
public final class MovedModelOption {
    @Option(
            names = {"--model"},
            paramLabel = "FILE",
            description = "The index's ONNX model, if the file was moved. It must be the same file.")
    private @Nullable Path file;

    /** Returns the model; null if it is where the index says. */
    public @Nullable Path file() {
        return file;
    }
}
