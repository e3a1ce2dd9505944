/**
 * Baselines: other re-ranking methods of the field, and {@link dev.icfrr.rerank.Icfrr}, behind one interface for
 * comparison. {@link dev.icfrr.baselines.Methods} lists them by name; a new baseline is a
 * {@link dev.icfrr.baselines.RerankMethod} and an entry there. Metrics are in {@code dev.icfrr.metrics}.
 */
@NullMarked
package dev.icfrr.baselines;

import org.jspecify.annotations.NullMarked;
