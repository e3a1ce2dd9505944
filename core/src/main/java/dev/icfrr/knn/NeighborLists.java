package dev.icfrr.knn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/**
 * Neighbor lists of equal length in one off-heap block, row after row. Indices have 16 bits if the gallery is small
 * enough, because the speed of re-ranking is bound by the memory it reads.
 */
public final class NeighborLists {
    private static final int LARGEST_FOR_16_BITS = 1 << 16;

    private final MemorySegment ids;
    private final int size;
    private final int stride;
    private final boolean wide;
    private final BitSet unset = new BitSet();

    private NeighborLists(MemorySegment ids, int size, int stride) {
        this.ids = ids;
        this.size = size;
        this.stride = stride;
        this.wide = isWide(size);
    }

    static NeighborLists allocate(int size, int stride) {
        long bytes = (long) size * stride * bytesPerId(size);
        NeighborLists lists = new NeighborLists(Arena.ofAuto().allocate(Math.max(bytes, 1), 64), size, stride);
        lists.unset.set(0, size);
        return lists;
    }

    /** Wraps lists in memory, for example a mapped file: row-major, native byte order, {@link #bytesPerId} each. */
    static NeighborLists over(MemorySegment ids, int size, int stride) {
        if (ids.byteSize() < (long) size * stride * bytesPerId(size)) {
            throw new IllegalArgumentException("the block is too small for " + size + " x " + stride + " neighbors");
        }
        return new NeighborLists(ids, size, stride);
    }

    static int bytesPerId(int size) {
        return isWide(size) ? Integer.BYTES : Short.BYTES;
    }

    private static boolean isWide(int size) {
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

    /** Returns the memory of all indices, row-major. */
    public MemorySegment ids() {
        return ids;
    }

    public int get(int item, int rank) {
        long at = (long) item * stride + rank;
        return wide ? ids.getAtIndex(ValueLayout.JAVA_INT, at) : ids.getAtIndex(ValueLayout.JAVA_CHAR, at);
    }

    /** Copies the first {@code count} neighbors of an item. */
    public void copyRow(int item, int[] into, int count) {
        long start = (long) item * stride;
        if (wide) {
            MemorySegment.copy(ids, ValueLayout.JAVA_INT, start * Integer.BYTES, into, 0, count);
        } else {
            for (int rank = 0; rank < count; rank++) {
                into[rank] = ids.getAtIndex(ValueLayout.JAVA_CHAR, start + rank);
            }
        }
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

    void requireComplete() {
        synchronized (unset) {
            if (!unset.isEmpty()) {
                throw new IllegalStateException("the neighbors of " + unset.cardinality() + " items are missing, item "
                        + unset.nextSetBit(0) + " first");
            }
        }
    }
}
