/**
 * What a run leaves for people to look at: metrics as a plot, and one HTML page that holds everything. Input are plain
 * records; nothing here re-ranks or reads the command line.
 */
@NullMarked
package dev.icfrr.cli.report;

import org.jspecify.annotations.NullMarked;
