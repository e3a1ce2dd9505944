package dev.icfrr.cli.graph;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code icfrr graph}: the gallery's neighbor lists as a file. */
@Command(
        name = "graph",
        mixinStandardHelpOptions = true,
        description = "Builds, describes and checks files of a gallery's neighbor lists, for 'icfrr rerank --graph'.",
        subcommands = {GraphBuildCommand.class, GraphInfoCommand.class, GraphVerifyCommand.class})
public final class GraphCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Build, info or verify? See the list below.");
    }
}
