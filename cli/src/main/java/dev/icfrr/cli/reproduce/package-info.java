/**
 * {@code icfrr reproduce}: published figures as data. Each file names the commands to run and the expected results. The
 * tables of the documentation are generated from the same files.
 */
@NullMarked
package dev.icfrr.cli.reproduce;

import org.jspecify.annotations.NullMarked;
