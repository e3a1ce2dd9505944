package dev.icfrr.knn.exact;

/** Pairs of blocks to compare, each pair once, listed with one of the two. */
interface BlockPairs {

    /** Returns the number of pairs. */
    long count();

    /** Returns the blocks that a block is compared with. */
    int[] partnersOf(int block);

    /** Returns all pairs, in an order in which all blocks meet the others at the same pace. */
    static BlockPairs all(int blocks) {
        return new BlockPairs() {
            @Override
            public long count() {
                return (long) blocks * (blocks + 1) / 2;
            }

            @Override
            public int[] partnersOf(int block) {
                int farthest = blocks % 2 == 0 && block >= blocks / 2 ? blocks / 2 - 1 : blocks / 2;
                int[] partners = new int[farthest + 1];
                for (int offset = 0; offset <= farthest; offset++) {
                    partners[offset] = (block + offset) % blocks;
                }
                return partners;
            }
        };
    }

    /** Returns all pairs with one of the first blocks, listed with the later block. */
    static BlockPairs ofFirst(int blocks, int firstBlocks) {
        return new BlockPairs() {
            @Override
            public long count() {
                return (long) firstBlocks * (firstBlocks + 1) / 2 + (long) firstBlocks * (blocks - firstBlocks);
            }

            @Override
            public int[] partnersOf(int block) {
                return java.util.stream.IntStream.range(0, Math.min(block + 1, firstBlocks))
                        .toArray();
            }
        };
    }

    /**
     * Returns the pairs across two parts of the order, whose ends may share blocks.
     *
     * @param lastOfFirst the last block that holds some of the first part, or -1
     * @param firstOfSecond the first block that holds some of the second part; all up to the last do
     */
    static BlockPairs across(int blocks, int lastOfFirst, int firstOfSecond) {
        return new BlockPairs() {
            @Override
            public long count() {
                long pairs = 0;
                for (int block = 0; block < blocks; block++) {
                    pairs += partners(block);
                }
                return pairs;
            }

            private int partners(int block) {
                return block > lastOfFirst ? 0 : Math.max(0, blocks - Math.max(block, firstOfSecond));
            }

            @Override
            public int[] partnersOf(int block) {
                int first = Math.max(block, firstOfSecond);
                return java.util.stream.IntStream.range(first, first + partners(block))
                        .toArray();
            }
        };
    }
}
