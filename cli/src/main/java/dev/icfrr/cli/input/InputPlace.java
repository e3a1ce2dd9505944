package dev.icfrr.cli.input;

import java.nio.file.Path;

/**
 * The place of the inputs of a run.
 *
 * @param folder the folder of the data set, which is not read if features are given
 * @param given files that users name
 */
public record InputPlace(Path folder, GivenFiles given) {}
