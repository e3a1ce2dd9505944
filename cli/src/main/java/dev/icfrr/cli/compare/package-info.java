/**
 * Compares methods, or rankings of any origin, by metrics and paired tests: runs, tables, plots and lists of queries.
 * The methods are in {@code dev.icfrr.baselines}, the tests in {@code dev.icfrr.evaluation}.
 */
@NullMarked
package dev.icfrr.cli.compare;

import org.jspecify.annotations.NullMarked;
