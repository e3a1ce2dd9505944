/**
 * Choosing KG and KQ without labels, and predicting which queries re-ranking is likely to harm, from neighbor lists and
 * initial rankings alone. {@code docs/research/auto-and-guard-results.md} has measurements. {@code dev.icfrr.tuning}
 * chooses with labels.
 */
@NullMarked
package dev.icfrr.advice;

import org.jspecify.annotations.NullMarked;
