package dev.icfrr.cli.index;

import dev.icfrr.cli.console.FieldFormat;
import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr index info}. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints what an index says of itself; reads hardly more.")
public final class IndexInfoCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final IndexOption index = new IndexOption();

    @Option(
            names = {"--format"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json (${DEFAULT-VALUE}).")
    private FieldFormat format = FieldFormat.TABLE;

    @Override
    public Integer call() throws IOException {
        Map<String, Object> fields = IndexSummary.fields(GalleryIndex.open(index.folder()));
        format.print(fields, spec.commandLine().getOut());
        return 0;
    }
}
