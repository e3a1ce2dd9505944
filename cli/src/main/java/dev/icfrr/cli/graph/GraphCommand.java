package dev.icfrr.cli.graph;

import picocli.CommandLine.Command;

/** {@code icfrr graph}: commands for files of a gallery's neighbor lists, as {@code rerank --graph} takes them. */
@Command(
        name = "graph",
        mixinStandardHelpOptions = true,
        description = "Builds, describes and checks files of neighbor lists.",
        subcommands = {GraphBuildCommand.class, GraphInfoCommand.class, GraphVerifyCommand.class})
public final class GraphCommand {}
