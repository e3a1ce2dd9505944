/**
 * Choosing KG and KQ without labels, and telling where re-ranking is likely to harm: from neighbor lists and initial
 * rankings alone. What the numbers mean and how well they do is measured in
 * {@code docs/research/auto-and-guard-results.md}. Choosing with labels is {@code dev.icfrr.tuning}'s.
 */
@NullMarked
package dev.icfrr.advice;

import org.jspecify.annotations.NullMarked;
