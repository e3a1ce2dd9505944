/**
 * One run of the main job from files to files: input, footprint, sinks, records. Knows nothing of command-line syntax,
 * which is {@code RerankCommand}'s, and nothing of the method, which is {@code core}'s.
 */
package dev.icfrr.cli.rerank;
