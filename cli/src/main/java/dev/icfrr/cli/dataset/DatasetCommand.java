package dev.icfrr.cli.dataset;

import picocli.CommandLine.Command;

/** {@code icfrr dataset}: makes data sets to try things on. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description = "Makes a two-domain data set to try things on.",
        subcommands = {DatasetDoodlesCommand.class, DatasetEmojiCommand.class, DatasetDigitsCommand.class})
public final class DatasetCommand {}
