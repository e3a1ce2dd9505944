/**
 * The inputs of a run: distances or features, labels, neighbor lists and the parameters of the method.
 */
@NullMarked
package dev.icfrr.cli.input;

import org.jspecify.annotations.NullMarked;
