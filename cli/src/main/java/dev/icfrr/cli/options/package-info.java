/**
 * Groups of options that several commands share. Each group turns what was typed into values and rejects what cannot work.
 */
@NullMarked
package dev.icfrr.cli.options;

import org.jspecify.annotations.NullMarked;
