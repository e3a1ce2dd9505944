/**
 * Choice of parameters on labeled data: a grid of settings is measured in one pass over the queries, half of which
 * choose a setting and the other half judge it. {@code dev.icfrr.advice} chooses without labels.
 */
@NullMarked
package dev.icfrr.tuning;

import org.jspecify.annotations.NullMarked;
