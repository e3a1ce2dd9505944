package dev.icfrr.spark.rerank;

import java.util.Arrays;

/**
 * Labels of all queries, and how often each stands in the gallery.
 *
 * @param labels by query
 * @param classes the distinct ones, ascending
 * @param relevant gallery items of each class
 */
@SuppressWarnings("ArrayRecordComponent") // broadcast, never compared
public record QueryLabels(long[] labels, long[] classes, int[] relevant) {

    int relevantTo(int query) {
        return relevant[Arrays.binarySearch(classes, labels[query])];
    }
}
