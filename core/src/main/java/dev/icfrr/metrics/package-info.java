/**
 * How good rankings are, given labels. Every metric has one definition and one name; labels are never used to re-rank.
 * To add a metric, add a constant to {@link dev.icfrr.metrics.MeasureFamily} and a row to
 * {@code docs/understand/metrics.md}.
 */
@NullMarked
package dev.icfrr.metrics;

import org.jspecify.annotations.NullMarked;
