package dev.icfrr.spark.rerank;

import dev.icfrr.spark.partition.ItemRuns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request of a batch of queries for items of one run.
 *
 * @param from the batch
 * @param items gallery indices, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record ItemRequest(int from, int[] items) implements Serializable {

    /** Splits the ascending items that a batch requests into a request per run. */
    static Stream<ItemRequest> byRun(int batch, int[] items) {
        List<ItemRequest> requests = new ArrayList<>();
        for (int at = 0; at < items.length; ) {
            int run = items[at] / ItemRuns.ITEMS;
            int end = at;
            while (end < items.length && items[end] / ItemRuns.ITEMS == run) {
                end++;
            }
            requests.add(new ItemRequest(batch, Arrays.copyOfRange(items, at, end)));
            at = end;
        }
        return requests.stream();
    }
}
