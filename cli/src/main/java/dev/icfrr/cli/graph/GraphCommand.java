package dev.icfrr.cli.graph;

import picocli.CommandLine.Command;

/** {@code icfrr graph}: the gallery's neighbor lists as a file. */
@Command(
        name = "graph",
        mixinStandardHelpOptions = true,
        description = "Builds, describes and checks files of a gallery's neighbor lists, for 'icfrr rerank --graph'.",
        subcommands = {GraphBuildCommand.class, GraphInfoCommand.class, GraphVerifyCommand.class})
public final class GraphCommand {}
