/**
 * One search for parameters on labeled data, from files to tables and figures. The search itself is
 * {@code dev.icfrr.tuning}'s.
 */
package dev.icfrr.cli.tune;
