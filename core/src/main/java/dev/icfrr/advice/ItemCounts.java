package dev.icfrr.advice;

import java.util.Arrays;

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
        private final ItemCounts before;
        private final int[][] blocks;

        private Changes(ItemCounts before, int size) {
            this.before = before;
            int known = before.blocks.length;
            blocks = Arrays.copyOf(before.blocks, Math.max(known, Math.ceilDiv(size, BLOCK)));
            Arrays.setAll(blocks, block -> block < known ? blocks[block] : new int[BLOCK]);
        }

        void add(int item, int count) {
            int block = item / BLOCK;
            if (block < before.blocks.length && blocks[block] == before.blocks[block]) {
                blocks[block] = blocks[block].clone();
            }
            blocks[block][item % BLOCK] += count;
        }

        /** Returns the changed counts; no more changes may follow. */
        ItemCounts counts() {
            return new ItemCounts(blocks);
        }
    }
}
