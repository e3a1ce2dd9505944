/**
 * Choosing parameters on labeled data: a grid of settings measured in one pass over the queries, a choice made on half of
 * them and judged on the other half. Choosing without labels is {@code dev.icfrr.advice}'s.
 */
@NullMarked
package dev.icfrr.tuning;

import org.jspecify.annotations.NullMarked;
