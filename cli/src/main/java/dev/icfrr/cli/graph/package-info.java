/**
 * Neighbor graphs from file to file: what a build reads, takes and says. Knows nothing of command-line syntax, which is the
 * {@code Graph…Command}s', and nothing of how neighbors are found, which is {@code core}'s.
 */
package dev.icfrr.cli.graph;
