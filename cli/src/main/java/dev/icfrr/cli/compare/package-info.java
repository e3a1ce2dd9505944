/**
 * Comparing methods, or anybody's results, by metrics and paired tests: runs, tables, plots and lists of queries. The
 * methods are in {@code dev.icfrr.peers}, the tests in {@code dev.icfrr.evaluation}.
 */
package dev.icfrr.cli.compare;
