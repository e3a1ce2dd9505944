package dev.icfrr.spark.table;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The labels of some gallery items.
 *
 * @param items gallery indices, ascending
 * @param labels one per item
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record ItemLabels(int[] items, long[] labels) implements Serializable {

    public long of(int item) {
        int at = Arrays.binarySearch(items, item);
        if (at < 0) {
            throw new IllegalArgumentException("gallery item " + item + " has no label");
        }
        return labels[at];
    }

    public ItemLabels select(int[] wanted) {
        return new ItemLabels(wanted, Arrays.stream(wanted).mapToLong(this::of).toArray());
    }

    /** Returns the labels of both; an item that both hold has one label. */
    public ItemLabels with(ItemLabels other) {
        int[] all = IntStream.concat(Arrays.stream(items), Arrays.stream(other.items))
                .sorted()
                .toArray();
        long[] of = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            of[i] = Arrays.binarySearch(items, all[i]) >= 0 ? of(all[i]) : other.of(all[i]);
        }
        return new ItemLabels(all, of);
    }
}
