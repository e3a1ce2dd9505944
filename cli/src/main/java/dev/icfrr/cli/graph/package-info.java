/**
 * {@code icfrr graph}: builds, describes and verifies files of neighbor lists. {@code core} finds the neighbors.
 */
@NullMarked
package dev.icfrr.cli.graph;

import org.jspecify.annotations.NullMarked;
