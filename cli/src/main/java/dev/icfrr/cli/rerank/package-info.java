/**
 * {@code icfrr rerank} and {@code quickstart}: one run from files to files. {@code core} does the re-ranking.
 */
@NullMarked
package dev.icfrr.cli.rerank;

import org.jspecify.annotations.NullMarked;
