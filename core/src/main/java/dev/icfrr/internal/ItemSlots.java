package dev.icfrr.internal;

import java.util.Arrays;

/** Finds the place of an item in a short list of them: open addressing, a few operations per question. */
public final class ItemSlots {
    private final int[] keys;
    private final int[] slots;
    private final int count;
    private final int shift;

    /** @param items each once, not negative; the place of an item is its index here */
    public ItemSlots(int[] items) {
        count = items.length;
        int bits = Math.max(4, Integer.SIZE - Integer.numberOfLeadingZeros(4 * items.length));
        shift = Integer.SIZE - bits;
        keys = new int[1 << bits];
        slots = new int[1 << bits];
        Arrays.fill(keys, -1);
        for (int slot = 0; slot < items.length; slot++) {
            int at = start(items[slot]);
            while (keys[at] >= 0) {
                at = (at + 1) & (keys.length - 1);
            }
            keys[at] = items[slot];
            slots[at] = slot;
        }
    }

    private int start(int item) {
        return (item * 0x9E3779B9) >>> shift;
    }

    /** How many items there are. */
    public int count() {
        return count;
    }

    /** The place of an item, or -1. */
    public int of(int item) {
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
