/**
 * Baselines: other re-ranking methods of the field, and {@link dev.icfrr.rerank.Icfrr} among them, behind one interface
 * for comparison. {@link dev.icfrr.baselines.Methods} finds them by name. Metrics live in {@code dev.icfrr.metrics}.
 */
@NullMarked
package dev.icfrr.baselines;

import org.jspecify.annotations.NullMarked;
