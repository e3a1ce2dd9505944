package dev.icfrr.cli.index;

import picocli.CommandLine.Command;

/** {@code icfrr index}: a gallery in a folder, ready to be searched. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        description =
                "Builds, changes, describes and checks a gallery's index, for 'icfrr search' and 'icfrr explain'.",
        subcommands = {
            IndexBuildCommand.class,
            IndexAddCommand.class,
            IndexRemoveCommand.class,
            IndexInfoCommand.class,
            IndexVerifyCommand.class
        })
public final class IndexCommand {}
