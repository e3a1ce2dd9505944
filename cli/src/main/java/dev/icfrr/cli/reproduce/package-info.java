/**
 * {@code icfrr reproduce}: published figures as data. Each file says what to run and what must come out; the tables of the
 * documentation are generated from the same files.
 */
@NullMarked
package dev.icfrr.cli.reproduce;

import org.jspecify.annotations.NullMarked;
