package dev.icfrr.cli.index;

import picocli.CommandLine.Command;

/** {@code icfrr index}: commands for the searchable index of a gallery. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        description = "Builds, changes, describes and checks an index.",
        subcommands = {
            IndexBuildCommand.class,
            IndexAddCommand.class,
            IndexRemoveCommand.class,
            IndexCompactCommand.class,
            IndexQueriesCommand.class,
            IndexInfoCommand.class,
            IndexVerifyCommand.class
        })
public final class IndexCommand {}
