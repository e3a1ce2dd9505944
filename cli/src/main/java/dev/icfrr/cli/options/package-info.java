/**
 * Groups of options that several commands share. Each group converts the options to values and rejects invalid ones.
 */
@NullMarked
package dev.icfrr.cli.options;

import org.jspecify.annotations.NullMarked;
