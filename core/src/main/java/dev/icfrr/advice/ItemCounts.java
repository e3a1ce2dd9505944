package dev.icfrr.advice;

import dev.icfrr.io.ReadAhead;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Counts by number, for example in a mapped file. After a few changes, counts share the memory of all blocks in which
 * nothing changed. Immutable.
 */
final class ItemCounts {
    private static final int BLOCK = 256;
    private static final ValueLayout.OfInt LAYOUT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment first;
    /** The blocks that changed, null for others. */
    private final int[] @Nullable [] blocks;

    private ItemCounts(MemorySegment first, int[] @Nullable [] blocks) {
        this.first = first;
        this.blocks = blocks;
    }

    /** @param counts little-endian numbers of 32 bits; not copied */
    static ItemCounts of(MemorySegment counts) {
        return new ItemCounts(counts, new int[Math.toIntExact(Math.ceilDiv(size(counts), BLOCK))][]);
    }

    private static long size(MemorySegment counts) {
        return counts.byteSize() / Integer.BYTES;
    }

    int get(long number) {
        int[] block = blocks[(int) (number / BLOCK)];
        return block == null ? first.getAtIndex(LAYOUT, number) : block[(int) (number % BLOCK)];
    }

    /**
     * Prepares for reading runs of counts, see {@link ReadAhead#start}.
     *
     * @param length of a run
     * @param runs their numbers
     */
    void prefetch(int length, int[] runs) {
        ReadAhead.start(first, (long) length * Integer.BYTES, runs);
    }

    /**
     * Starts changes.
     *
     * @param size how many counts there will be at most; new ones start at 0
     */
    Changes change(long size) {
        return new Changes(this, size);
    }

    /** Changes of counts. One object serves one thread. */
    static final class Changes {
        private final MemorySegment first;
        private final int[] @Nullable [] shared;
        private final int[] @Nullable [] blocks;

        private Changes(ItemCounts before, long size) {
            first = before.first;
            shared = before.blocks;
            blocks = new int[Math.max(shared.length, Math.toIntExact(Math.ceilDiv(size, BLOCK)))][];
        }

        void add(long number, int count) {
            int place = (int) (number / BLOCK);
            int[] block = blocks[place];
            if (block == null) {
                block = copy(place);
                blocks[place] = block;
            }
            block[(int) (number % BLOCK)] += count;
        }

        private int[] copy(int place) {
            int[] before = place < shared.length ? shared[place] : null;
            if (before != null) {
                return before.clone();
            }
            int[] block = new int[BLOCK];
            long start = (long) place * BLOCK;
            int known = Math.clamp(size(first) - start, 0, BLOCK);
            MemorySegment.copy(first, LAYOUT, start * Integer.BYTES, block, 0, known);
            return block;
        }

        /** Returns the changed counts; no more changes may follow. */
        ItemCounts counts() {
            for (int place = 0; place < blocks.length; place++) {
                if (blocks[place] == null) {
                    boolean past = (place + 1L) * BLOCK > size(first);
                    blocks[place] = place < shared.length ? shared[place] : null;
                    // A block that the first counts do not fill cannot be read from them.
                    blocks[place] = blocks[place] == null && past ? copy(place) : blocks[place];
                }
            }
            return new ItemCounts(first, blocks);
        }
    }
}
