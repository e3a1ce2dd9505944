package dev.icfrr.cli.serve;

import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.cli.options.MovedModelOption;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Serves an index over HTTP, with a page to draw queries on.",
            "",
            "The API is described at /openapi.yaml. The server picks up changes that other programs make to the index within "
                    + "seconds.",
            ""
        })
public final class ServeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final IndexOption index = new IndexOption();

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Mixin
    private final MovedModelOption model = new MovedModelOption();

    @Option(
            names = {"--browser"},
            description = "Open the page in a browser.")
    private boolean browser;

    @Option(
            names = {"--debug"},
            description = "Print the stack trace of an error.")
    @SuppressWarnings("unused") // ExecutionErrors looks for it by name
    private boolean debug;

    @Override
    public Integer call() throws IOException {
        new ServerRun(options, spec.commandLine().getErr()::println)
                .serve(index.folder(), Optional.ofNullable(model.file()), browser);
        return 0;
    }
}
