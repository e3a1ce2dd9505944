package dev.icfrr.advice;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A count per gallery item. Counts after a few changes share the memory of all blocks in which nothing changed.
 * Immutable.
 */
final class ItemCounts {
    private static final int BLOCK = 256;

    private final int[][] blocks;

    private ItemCounts(int[][] blocks) {
        this.blocks = blocks;
    }

    /** Copies counts. */
    static ItemCounts of(int[] counts) {
        int[][] blocks = new int[Math.ceilDiv(counts.length, BLOCK)][];
        Arrays.setAll(blocks, block -> Arrays.copyOfRange(counts, block * BLOCK, (block + 1) * BLOCK));
        return new ItemCounts(blocks);
    }

    int get(int item) {
        return blocks[item / BLOCK][item % BLOCK];
    }

    /**
     * Starts changes.
     *
     * @param size number of items to which counts may be added
     */
    Changes change(int size) {
        return new Changes(this, size);
    }

    /** Changes of counts. One object serves one thread. */
    static final class Changes {
        private final int[][] blocks;
        /** The blocks that the counts before share. */
        private final BitSet shared = new BitSet();

        private Changes(ItemCounts before, int size) {
            int known = before.blocks.length;
            shared.set(0, known);
            blocks = Arrays.copyOf(before.blocks, Math.max(known, Math.ceilDiv(size, BLOCK)));
            Arrays.setAll(blocks, block -> block < known ? blocks[block] : new int[BLOCK]);
        }

        @SuppressWarnings("ReferenceEquality") // the same block is still shared, an equal one may not be
        void add(int item, int count) {
            int block = item / BLOCK;
            if (shared.get(block)) {
                blocks[block] = blocks[block].clone();
                shared.clear(block);
            }
            blocks[block][item % BLOCK] += count;
        }

        /** Returns the changed counts; no more changes may follow. */
        ItemCounts counts() {
            return new ItemCounts(blocks);
        }
    }
}
