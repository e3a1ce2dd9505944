package dev.icfrr.spark;

/**
 * Rows that meet in a cell, and on which side of the meeting.
 *
 * @param second whether they are of the second part
 */
record CellRows(boolean second, Part rows) {}
