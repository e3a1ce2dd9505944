package dev.icfrr.cli.dataset;

import picocli.CommandLine.Command;

/** {@code icfrr dataset}: commands that make data sets. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description = "Draws or downloads a two-domain data set.",
        subcommands = {
            DatasetDoodlesCommand.class,
            DatasetEmojiCommand.class,
            DatasetIconsCommand.class,
            DatasetDigitsCommand.class
        })
public final class DatasetCommand {}
