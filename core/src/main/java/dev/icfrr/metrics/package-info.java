/**
 * How good rankings are, given labels. Every metric has one definition and one name; labels are never used to re-rank.
 */
@NullMarked
package dev.icfrr.metrics;

import org.jspecify.annotations.NullMarked;
