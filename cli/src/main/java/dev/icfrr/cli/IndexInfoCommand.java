package dev.icfrr.cli;

import dev.icfrr.cli.index.IndexText;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code icfrr index info}. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints what an index says of itself; reads hardly more.")
public final class IndexInfoCommand implements Callable<Integer> {

    enum Format {
        TABLE,
        JSON
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The index.")
    private Path index = Path.of("");

    @Option(
            names = {"--format"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json (${DEFAULT-VALUE}).")
    private Format format = Format.TABLE;

    @Override
    public Integer call() throws IOException {
        Map<String, Object> fields = IndexText.fields(GalleryIndex.open(index));
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case JSON ->
                out.println(JsonMapper.builder()
                        .build()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(fields));
            case TABLE ->
                fields.forEach((name, value) -> out.println("%-18s  %s"
                        .formatted(name.replace('_', ' '), IndexText.shown(value.toString()))));
        }
        out.flush();
        return 0;
    }
}
