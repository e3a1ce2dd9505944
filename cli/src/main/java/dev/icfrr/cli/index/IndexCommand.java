package dev.icfrr.cli.index;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
public final class IndexCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Build, add, remove, info or verify? See the list below.");
    }
}
