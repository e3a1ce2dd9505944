/**
 * Judging anybody's results: runs and relevance judgments in the formats of the field, rank files, and paired
 * significance tests. The metrics themselves are in {@code dev.icfrr.metrics}.
 */
@NullMarked
package dev.icfrr.evaluation;

import org.jspecify.annotations.NullMarked;
