package dev.icfrr.cli.dataset;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.options.DoodleOptions;
import dev.icfrr.vision.doodle.Doodles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr dataset doodles}: draws the project's own data set. */
@Command(
        name = "doodles",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description =
                "Draws a data set: line sketches as queries, shaded images of the same classes as gallery. It goes to DIR/custom, in "
                        + "the layout of the data set 'custom'.")
public final class DatasetDoodlesCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder to write to.")
    private Path out = Path.of("");

    @Mixin
    private final DoodleOptions options = new DoodleOptions();

    @Override
    public Integer call() throws Exception {
        Doodles doodles = options.doodles();
        try (Progress progress = Progress.start("Drawing", doodles.count())) {
            Path drawn = doodles.write(out, progress::stepTo);
            spec.commandLine()
                    .getOut()
                    .println(drawn + ": " + doodles.count() + " images of " + String.join(", ", doodles.classNames()));
        }
        return 0;
    }
}
