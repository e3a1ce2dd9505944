/**
 * Evaluation of any system's results: runs and relevance judgments in TREC formats, rank files, and paired significance
 * tests. The metrics are in {@code dev.icfrr.metrics}.
 */
@NullMarked
package dev.icfrr.evaluation;

import org.jspecify.annotations.NullMarked;
