package dev.icfrr.cli.dataset;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code icfrr dataset}: makes data sets to try things on. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description = "Makes a two-domain data set to try things on.",
        subcommands = {DatasetDoodlesCommand.class, DatasetEmojiCommand.class, DatasetDigitsCommand.class})
public final class DatasetCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which data set? See the list below.");
    }
}
