/**
 * {@code icfrr extract} and the checkpoint commands: choose and open a model, turn images into features, report.
 */
@NullMarked
package dev.icfrr.cli.extract;

import org.jspecify.annotations.NullMarked;
