package dev.icfrr.knn;

/**
 * Some items of a gallery, with a fast lookup of the place of each among them. Takes a bit and a half per gallery item.
 */
final class RankedItems {
    private final int[] items;
    /** A bit per item of the gallery, set for those in {@link #items}. */
    private final long[] marks;
    /** How many bits are set in all words before each. */
    private final int[] before;

    /**
     * Sorts nothing and copies nothing.
     *
     * @param size items of the gallery
     * @param items ascending
     * @throws IllegalArgumentException if they do not ascend, or one is no item of the gallery
     */
    RankedItems(int size, int[] items) {
        this.items = items;
        marks = new long[Math.ceilDiv(size, Long.SIZE)];
        int previous = -1;
        for (int item : items) {
            if (item <= previous || item >= size) {
                throw new IllegalArgumentException(
                        "items must ascend and be below " + size + ", but " + item + " follows " + previous);
            }
            marks[item / Long.SIZE] |= 1L << item;
            previous = item;
        }
        before = new int[marks.length];
        for (int word = 1; word < marks.length; word++) {
            before[word] = before[word - 1] + Long.bitCount(marks[word - 1]);
        }
    }

    int count() {
        return items.length;
    }

    int item(int place) {
        return items[place];
    }

    /** Returns all items, not copied. */
    int[] items() {
        return items;
    }

    /** Returns the place of an item, or -1 if it is none of these. */
    int place(int item) {
        int word = item / Long.SIZE;
        long bit = 1L << item;
        return (marks[word] & bit) == 0 ? -1 : before[word] + Long.bitCount(marks[word] & (bit - 1));
    }
}
