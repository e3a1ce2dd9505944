/**
 * {@code icfrr index}, {@code search} and {@code explain}: build, change and query a gallery index from the shell.
 */
@NullMarked
package dev.icfrr.cli.index;

import org.jspecify.annotations.NullMarked;
