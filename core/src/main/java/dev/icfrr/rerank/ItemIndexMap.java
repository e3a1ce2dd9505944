package dev.icfrr.rerank;

import java.util.Arrays;

/**
 * Maps items to their indices in a short list. Most lookups are for items that are not in the list. A small bit filter
 * answers nearly all of these, and open addressing answers the others.
 */
public final class ItemIndexMap {
    private static final int FILTER_BITS = 1 << 16;

    private final long[] filter = new long[FILTER_BITS / Long.SIZE];
    private final int[] keys;
    private final int[] slots;
    private final int count;
    private final int shift;

    /** @param items each once, not negative */
    public ItemIndexMap(int[] items) {
        count = items.length;
        int bits = Math.max(4, Integer.SIZE - Integer.numberOfLeadingZeros(4 * items.length));
        shift = Integer.SIZE - bits;
        keys = new int[1 << bits];
        slots = new int[1 << bits];
        Arrays.fill(keys, -1);
        for (int slot = 0; slot < items.length; slot++) {
            int item = items[slot];
            filter[word(item)] |= 1L << item;
            int at = start(item);
            while (keys[at] >= 0) {
                at = (at + 1) & (keys.length - 1);
            }
            keys[at] = item;
            slots[at] = slot;
        }
    }

    private static int word(int item) {
        return (item >>> 6) & (FILTER_BITS / Long.SIZE - 1);
    }

    private int start(int item) {
        return (item * 0x9E3779B9) >>> shift;
    }

    /** Returns the number of items. */
    public int count() {
        return count;
    }

    /** Returns the rank of each item among the first {@code length} of an order, or -1. Stops when all are found. */
    public int[] ranksIn(int[] order, int length) {
        int[] ranks = new int[count];
        Arrays.fill(ranks, -1);
        int missing = count;
        for (int rank = 0; rank < length && missing > 0; rank++) {
            int slot = of(order[rank]);
            if (slot >= 0) {
                ranks[slot] = rank;
                missing--;
            }
        }
        return ranks;
    }

    /** Returns the index of an item, or -1. */
    public int of(int item) {
        if ((filter[word(item)] >>> item & 1) == 0) {
            return -1;
        }
        int at = start(item);
        while (keys[at] >= 0) {
            if (keys[at] == item) {
                return slots[at];
            }
            at = (at + 1) & (keys.length - 1);
        }
        return -1;
    }
}
