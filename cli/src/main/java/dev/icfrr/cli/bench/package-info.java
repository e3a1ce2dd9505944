/**
 * {@code icfrr bench}: times each stage of a run on synthetic inputs of any size and reports the memory and the
 * machine. It does not verify results; the test suite does.
 */
@NullMarked
package dev.icfrr.cli.bench;

import org.jspecify.annotations.NullMarked;
