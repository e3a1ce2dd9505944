package dev.icfrr.advice;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListDifferences;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * How many neighbor lists of a gallery hold each item among their first k neighbors, for some scales k. The counts can
 * be stored, because counting reads all lists. Immutable.
 */
public final class ListCounts {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);
    /** Lists handed to a thread at a time. */
    private static final int LISTS = 4096;

    private final int[] scales;
    private final int lists;
    /** By item, then by scale. */
    private final ItemCounts counts;

    private ListCounts(int[] scales, int lists, ItemCounts counts) {
        this.scales = scales;
        this.lists = lists;
        this.counts = counts;
    }

    /**
     * Counts the lists of a gallery. The threads do not change the result.
     *
     * @param graph the order of the lists between two scales does not matter
     * @param scales values of k, ascending, each once, at least 1 and at most the gallery's size
     */
    public static ListCounts of(KnnGraph graph, List<Integer> scales, Parallelism parallelism) {
        int[] ascending = requireAscending(scales, graph.size());
        int[] counts = new int[Math.multiplyExact(graph.size(), ascending.length)];
        int length = listLength(graph, ascending);
        int[] scaleOf = scaleOf(ascending, length);
        parallelism.forEachBlock(graph.size(), LISTS, () -> {
            int[] list = new int[length];
            return (first, end) -> {
                for (int item = first; item < end; item++) {
                    graph.lists().copyRow(item, list, length);
                    for (int rank = 0; rank < length; rank++) {
                        int _ = (int) ELEMENT.getAndAdd(counts, list[rank] * ascending.length + scaleOf[rank], 1);
                    }
                }
            };
        });
        for (int at = 0; at < counts.length; at++) {
            // A list with an item among its first neighbors holds it at all larger scales.
            counts[at] += at % ascending.length == 0 ? 0 : counts[at - 1];
        }
        return new ListCounts(ascending, graph.size(), ItemCounts.of(memory(Tensor.of(counts, counts.length))));
    }

    /**
     * Wraps counts that were stored, for example in a mapped file. They are not read now.
     *
     * @param scales that were counted at
     * @param counts int32 [G, scales], see {@link #toTensor}
     * @throws IllegalArgumentException if they have another type or shape
     */
    public static ListCounts stored(List<Integer> scales, Tensor counts) {
        if (counts.dtype() != DType.INT32 || counts.rank() != 2 || counts.size(1) != scales.size()) {
            throw new IllegalArgumentException("counts at " + scales.size() + " scales cannot be " + counts);
        }
        int lists = Math.toIntExact(counts.size(0));
        return new ListCounts(requireAscending(scales, lists), lists, ItemCounts.of(memory(counts)));
    }

    private static MemorySegment memory(Tensor counts) {
        MemorySegment memory = counts.memory(DType.INT32);
        if (memory == null) {
            throw new IllegalArgumentException(counts + " is not stored row after row, little-endian");
        }
        return memory;
    }

    private static int[] requireAscending(List<Integer> scales, int size) {
        int least = 1;
        for (int scale : scales) {
            if (scale < least || scale > size) {
                throw new IllegalArgumentException(
                        "scales must ascend from 1 to the gallery's size, " + size + ", not " + scales);
            }
            least = scale + 1;
        }
        return scales.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Returns the counts after items were added to the gallery. Reads only the lists that differ.
     *
     * @param before the graph that was counted
     * @param after the graph of the changed gallery, see {@link ListDifferences#forEach}
     * @throws IllegalArgumentException if lists have another length, or hold the whole gallery
     */
    public ListCounts changed(KnnGraph before, KnnGraph after) {
        if (after.kg() != before.kg() || before.size() != lists || Math.min(after.size(), lists) <= before.kg()) {
            throw new IllegalArgumentException("lists of KG " + after.kg() + " in a gallery of " + after.size()
                    + " items do not follow lists of KG " + before.kg() + " in one of " + lists);
        }
        ItemCounts.Changes changes = counts.change((long) after.size() * scales.length);
        int length = listLength(before, scales);
        int[] scaleOf = scaleOf(scales, length);
        ListDifferences.forEach(before, after, length, (old, now) -> {
            add(old, scaleOf, -1, changes);
            add(now, scaleOf, 1, changes);
        });
        return new ListCounts(scales, after.size(), changes.counts());
    }

    private void add(int[] list, int[] scaleOf, int times, ItemCounts.Changes changes) {
        for (int rank = 0; rank < list.length; rank++) {
            for (int scale = scaleOf[rank]; scale < scales.length; scale++) {
                changes.add((long) list[rank] * scales.length + scale, times);
            }
        }
    }

    /** Returns how many neighbors of each list are read. */
    private static int listLength(KnnGraph graph, int[] scales) {
        return Math.min(graph.neighborsPerItem(), scales[scales.length - 1]);
    }

    /** Returns the first scale beyond each place. */
    static int[] scaleOf(int[] scales, int largest) {
        int[] scaleOf = new int[largest];
        int scale = 0;
        for (int place = 0; place < largest; place++) {
            while (place >= scales[scale]) {
                scale++;
            }
            scaleOf[place] = scale;
        }
        return scaleOf;
    }

    /** Returns the number of lists, G. */
    int size() {
        return lists;
    }

    /** Returns the scales. */
    public List<Integer> scales() {
        return Arrays.stream(scales).boxed().toList();
    }

    /** Returns how many lists hold an item among their first neighbors, as many as the scale with a number. */
    int of(int item, int scale) {
        return counts.get((long) item * scales.length + scale);
    }

    /** Prepares for reading the counts of some items that may not be in memory. */
    void prefetch(int[] items) {
        counts.prefetch(scales.length, items);
    }

    /** Returns all counts, int32 [G, scales], for {@link #stored}. */
    public Tensor toTensor() {
        int[] all = new int[Math.multiplyExact(lists, scales.length)];
        Arrays.setAll(all, counts::get);
        return Tensor.of(all, lists, scales.length);
    }
}
