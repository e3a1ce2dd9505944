package dev.icfrr.knn;

import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * Neighbor lists that replace some lists of a gallery, and the lists of items that come after its last one. A few
 * changes take little room beside a large gallery's lists, which stay in place. Immutable.
 */
public final class ListChanges {
    private final RankedItems items;
    /** A row per item. */
    private final NeighborLists rows;

    private ListChanges(int[] items, NeighborLists rows) {
        this.items = new RankedItems(rows.size(), items);
        this.rows = rows;
    }

    /**
     * Wraps changes that were stored, for example in mapped files. The lists are not read now.
     *
     * @param size items of the gallery after the change
     * @param items int32 [M]: the items with other lists and those that were added, ascending
     * @param lists [M, L]: their neighbors; uint16 for galleries of up to 65,536 items, int32 for larger ones
     * @throws IllegalArgumentException if the tensors have other types or shapes, or the items do not ascend
     */
    public static ListChanges stored(int size, Tensor items, Tensor lists) {
        MemorySegment rows = lists.memory(type(size));
        if (rows == null
                || rows.address() % Integer.BYTES != 0
                || lists.rank() != 2
                || items.rank() != 1
                || items.count() != lists.size(0)) {
            throw new IllegalArgumentException("changed lists of " + items + " items cannot be " + lists);
        }
        return new ListChanges(items.toIntArray(), NeighborLists.rowsOver(rows, (int) lists.size(1), size));
    }

    /**
     * Creates changes from lists in memory.
     *
     * @param stride length of each list
     */
    static ListChanges of(int size, int stride, SortedMap<Integer, int[]> lists) {
        int[] items = lists.keySet().stream().mapToInt(Integer::intValue).toArray();
        NeighborLists rows = NeighborLists.rows(items.length, stride, size);
        int row = 0;
        for (int[] list : lists.values()) {
            rows.setRow(row++, list);
        }
        return new ListChanges(items, rows);
    }

    /** Returns these changes made after others: a list that both hold is the one of these. */
    ListChanges after(ListChanges earlier) {
        if (earlier.stride() != stride() || earlier.size() > size() || type(earlier.size()) != type(size())) {
            throw new IllegalArgumentException("these lists do not continue the earlier ones");
        }
        int[] union = IntStream.concat(Arrays.stream(items.items()), Arrays.stream(earlier.items.items()))
                .sorted()
                .distinct()
                .toArray();
        long rowBytes = rowBytes();
        MemorySegment all = Arena.ofAuto().allocate(Math.max(1, union.length * rowBytes), Long.BYTES);
        for (int row = 0; row < union.length; row++) {
            int own = slot(union[row]);
            MemorySegment from = own < 0 ? earlier.rows() : rows();
            int slot = own < 0 ? earlier.slot(union[row]) : own;
            MemorySegment.copy(from, slot * rowBytes, all, row * rowBytes, rowBytes);
        }
        return new ListChanges(union, NeighborLists.rowsOver(all, stride(), size()));
    }

    private static DType type(int size) {
        return NeighborLists.bytesPerId(size) == Integer.BYTES ? DType.INT32 : DType.UINT16;
    }

    private long rowBytes() {
        return (long) stride() * NeighborLists.bytesPerId(size());
    }

    /** Returns the number of items after the change. */
    public int size() {
        return rows.size();
    }

    /** Returns the length of each list. */
    int stride() {
        return rows.stride();
    }

    /** Returns the number of lists. */
    public int count() {
        return items.count();
    }

    /** Returns the items of the lists, ascending, int32 [M]. */
    public Tensor items() {
        return Tensor.of(items.items(), items.count());
    }

    /** Returns the lists, of the type and shape that {@link #stored} takes. */
    public Tensor lists() {
        long[] shape = {items.count(), stride()};
        return Tensor.view(type(size()), rows(), ByteOrder.LITTLE_ENDIAN, 0, shape, new long[] {stride(), 1});
    }

    /** Returns the bytes that items and lists take. */
    public long bytes() {
        return items.count() * (Integer.BYTES + rowBytes());
    }

    int item(int slot) {
        return items.item(slot);
    }

    /** Returns the number of the list of an item, or -1 if it is none of these. */
    int slot(int item) {
        return items.place(item);
    }

    /** Returns the memory of the lists, row-major, as in {@link NeighborLists}. */
    MemorySegment rows() {
        return rows.ids();
    }

    /** Copies the first neighbors of the list with a number. */
    void copyRow(int slot, int[] into, int count) {
        rows.copyRow(slot, into, count);
    }

    /**
     * Checks every neighbor.
     *
     * @throws IllegalArgumentException if one is no item of the gallery
     */
    public void verify() {
        rows.requireIndices(items.count(), items::item);
    }
}
