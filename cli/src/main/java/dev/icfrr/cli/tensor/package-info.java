/**
 * {@code icfrr info} and {@code icfrr convert}: commands for single tensor files.
 */
@NullMarked
package dev.icfrr.cli.tensor;

import org.jspecify.annotations.NullMarked;
