/**
 * Plots, and the HTML page of a run. The inputs are plain records; nothing here re-ranks or reads the command line.
 */
@NullMarked
package dev.icfrr.cli.report;

import org.jspecify.annotations.NullMarked;
