package dev.icfrr.spark.knn;

import dev.icfrr.spark.table.ItemFeatures;
import java.io.Serializable;

/**
 * Rows of one side of a meeting.
 *
 * @param second whether they belong to the second side
 */
public record MeetingRows(boolean second, ItemFeatures rows) implements Serializable {}
