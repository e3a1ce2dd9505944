package dev.icfrr.knn;

import dev.icfrr.io.ReadAhead;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Neighbor lists of equal length in one off-heap block, row after row. Indices have 16 bits if the gallery is small
 * enough, because the speed of re-ranking is bound by the memory it reads. A few lists may be changed, and lists of
 * added items may follow, in a second block.
 */
public final class NeighborLists {
    private static final int LARGEST_FOR_16_BITS = 1 << 16;

    private final MemorySegment ids;
    private final int size;
    private final int stride;
    private final boolean wide;
    private final ValueLayout layout;
    private final long rowBytes;
    private final @Nullable ListChanges changes;
    private final BitSet unset = new BitSet();

    private NeighborLists(MemorySegment ids, int size, int stride, boolean wide, @Nullable ListChanges changes) {
        this.ids = ids;
        this.size = size;
        this.stride = stride;
        this.wide = wide;
        this.changes = changes;
        layout = wide ? ValueLayout.JAVA_INT : ValueLayout.JAVA_CHAR;
        rowBytes = stride * layout.byteSize();
    }

    static NeighborLists allocate(int size, int stride) {
        return rows(size, stride, size);
    }

    /** Allocates some rows of a gallery. */
    static NeighborLists rows(int rows, int stride, int gallerySize) {
        long bytes = (long) rows * stride * bytesPerId(gallerySize);
        NeighborLists lists = new NeighborLists(
                Arena.ofAuto().allocate(Math.max(bytes, 1), 64), gallerySize, stride, isWide(gallerySize), null);
        lists.unset.set(0, rows);
        return lists;
    }

    /** Wraps lists in memory, for example a mapped file: row-major, native byte order, {@link #bytesPerId} each. */
    static NeighborLists over(MemorySegment ids, int size, int stride) {
        if (ids.byteSize() < (long) size * stride * bytesPerId(size)) {
            throw new IllegalArgumentException("the block is too small for " + size + " x " + stride + " neighbors");
        }
        return new NeighborLists(ids, size, stride, isWide(size), null);
    }

    /** Wraps some rows of a gallery in memory. */
    static NeighborLists rowsOver(MemorySegment ids, int stride, int gallerySize) {
        return new NeighborLists(ids, gallerySize, stride, isWide(gallerySize), null);
    }

    /**
     * Returns these lists with some changed and some added. All lists that are not changed stay where they are.
     *
     * @throws IllegalArgumentException if the lists differ in length or type, or there are fewer than before
     */
    NeighborLists changed(ListChanges next) {
        int added = next.size() - size;
        boolean complete =
                added >= 0 && next.count() >= added && (added == 0 || next.slot(size) == next.count() - added);
        if (!complete || next.stride() != stride || isWide(next.size()) != wide) {
            throw new IllegalArgumentException("changed lists of " + next.stride() + " neighbors in a gallery of "
                    + next.size() + " items do not fit lists of " + stride + " in one of " + size);
        }
        return new NeighborLists(ids, next.size(), stride, wide, changes == null ? next : next.after(changes));
    }

    /** Returns the changed and added lists, or null if there are none. */
    @Nullable
    ListChanges changes() {
        return changes;
    }

    static int bytesPerId(int size) {
        return isWide(size) ? Integer.BYTES : Short.BYTES;
    }

    /** Returns whether the indices of a gallery of {@code size} items take 32 bits instead of 16. */
    public static boolean isWide(int size) {
        return size > LARGEST_FOR_16_BITS;
    }

    public int size() {
        return size;
    }

    public int stride() {
        return stride;
    }

    /** Returns whether indices take 32 bits instead of 16. */
    public boolean isWide() {
        return wide;
    }

    /** Returns the memory of all indices, row-major. Lists must not have changed. */
    MemorySegment ids() {
        if (changes != null) {
            throw new IllegalStateException("changed lists lie in a block of their own");
        }
        return ids;
    }

    public int get(int item, int rank) {
        ListChanges others = changes;
        int changed = others == null ? -1 : others.slot(item);
        MemorySegment from = others == null || changed < 0 ? ids : others.rows();
        long at = (long) (changed < 0 ? item : changed) * stride + rank;
        return wide ? from.getAtIndex(ValueLayout.JAVA_INT, at) : from.getAtIndex(ValueLayout.JAVA_CHAR, at);
    }

    /** Copies the first {@code count} neighbors of an item. */
    public void copyRow(int item, int[] into, int count) {
        if (wide) {
            copyRow(item, into, 0, count);
            return;
        }
        ListChanges others = changes;
        int changed = others == null ? -1 : others.slot(item);
        MemorySegment from = others == null || changed < 0 ? ids : others.rows();
        long start = (long) (changed < 0 ? item : changed) * stride;
        for (int rank = 0; rank < count; rank++) {
            into[rank] = from.getAtIndex(ValueLayout.JAVA_CHAR, start + rank);
        }
    }

    /**
     * Copies the first neighbors of an item to a place in an array.
     *
     * @param into an {@code int[]} if {@link #isWide}, otherwise a {@code char[]}
     */
    public void copyRow(int item, Object into, int at, int count) {
        if (changes != null) {
            int changed = changes.slot(item);
            if (changed >= 0) {
                MemorySegment.copy(changes.rows(), layout, changed * rowBytes, into, at, count);
                return;
            }
        }
        MemorySegment.copy(ids, layout, item * rowBytes, into, at, count);
    }

    /** Prepares for reading the lists of items that may not be in memory, see {@link ReadAhead#start}. */
    void prefetch(int[] items) {
        // Changed and added lists lie in a small block of their own.
        ReadAhead.start(ids, rowBytes, items);
    }

    /** Reads the lists that did not change into memory, see {@link ReadAhead#load}. */
    void load() {
        ReadAhead.load(ids);
    }

    void setRow(int item, int[] neighbors) {
        if (neighbors.length != stride) {
            throw new IllegalArgumentException(
                    "item " + item + " needs " + stride + " neighbors, not " + neighbors.length);
        }
        long start = (long) item * stride;
        for (int rank = 0; rank < stride; rank++) {
            int neighbor = neighbors[rank];
            if (neighbor < 0 || neighbor >= size) {
                throw new IllegalArgumentException("neighbor " + neighbor + " of item " + item
                        + " is no gallery index: the gallery has " + size + " items");
            }
            if (wide) {
                ids.setAtIndex(ValueLayout.JAVA_INT, start + rank, neighbor);
            } else {
                ids.setAtIndex(ValueLayout.JAVA_CHAR, start + rank, (char) neighbor);
            }
        }
        synchronized (unset) {
            unset.clear(item);
        }
    }

    /**
     * Checks the neighbors of the first rows.
     *
     * @param item gives the item of a row, for the message
     * @throws IllegalArgumentException if one is no item of the gallery
     */
    void requireIndices(int rows, IntUnaryOperator item) {
        int[] neighbors = new int[stride];
        for (int row = 0; row < rows; row++) {
            copyRow(row, neighbors, stride);
            for (int rank = 0; rank < stride; rank++) {
                if (neighbors[rank] < 0 || neighbors[rank] >= size) {
                    throw new IllegalArgumentException("neighbor " + rank + " of item " + item.applyAsInt(row) + " is "
                            + neighbors[rank] + ", which is no gallery index: the gallery has " + size + " items");
                }
            }
        }
    }

    void requireComplete() {
        synchronized (unset) {
            if (!unset.isEmpty()) {
                throw new IllegalStateException("the neighbors of " + unset.cardinality() + " items are missing, item "
                        + unset.nextSetBit(0) + " first");
            }
        }
    }
}
