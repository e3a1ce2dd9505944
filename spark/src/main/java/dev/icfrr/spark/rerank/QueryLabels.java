package dev.icfrr.spark.rerank;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Labels of all queries, and the number of gallery items with each.
 *
 * @param labels by query
 * @param classes the distinct labels, ascending
 * @param relevant number of gallery items of each class
 */
@SuppressWarnings("ArrayRecordComponent") // broadcast, never compared
public record QueryLabels(long[] labels, long[] classes, int[] relevant) implements Serializable {

    int relevantTo(int query) {
        return relevant[Arrays.binarySearch(classes, labels[query])];
    }
}
