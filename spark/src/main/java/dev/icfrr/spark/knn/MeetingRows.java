package dev.icfrr.spark.knn;

import dev.icfrr.spark.table.ItemFeatures;

/**
 * Rows that meet in a cell, and on which side of the meeting.
 *
 * @param second whether they are of the second part
 */
public record MeetingRows(boolean second, ItemFeatures rows) {}
