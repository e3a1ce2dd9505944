package dev.icfrr.spark;

import java.util.Arrays;

/**
 * The labels of some gallery items.
 *
 * @param items gallery indices, ascending
 * @param labels one per item
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
record SomeLabels(int[] items, long[] labels) {

    long of(int item) {
        int at = Arrays.binarySearch(items, item);
        if (at < 0) {
            throw new IllegalArgumentException("gallery item " + item + " has no label");
        }
        return labels[at];
    }

    SomeLabels select(int[] wanted) {
        return new SomeLabels(wanted, Arrays.stream(wanted).mapToLong(this::of).toArray());
    }
}
