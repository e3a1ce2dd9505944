package dev.icfrr.knn;

import java.io.Serializable;
import java.util.Arrays;

/** The neighbor lists of some items of a gallery, for a graph that is spread over machines. Immutable. */
public final class PartialKnnGraph implements Serializable {
    private final int[] items;
    private final int perItem;
    private final int[] neighbors;

    private PartialKnnGraph(int[] items, int perItem, int[] neighbors) {
        this.items = items;
        this.perItem = perItem;
        this.neighbors = neighbors;
    }

    /**
     * Returns lists of equal length. Arrays are not copied and must not be changed.
     *
     * @param items gallery indices, ascending
     * @param perItem neighbors per item
     * @param neighbors the lists one after the other, each nearest first
     */
    public static PartialKnnGraph of(int[] items, int perItem, int[] neighbors) {
        if ((long) items.length * perItem != neighbors.length) {
            throw new IllegalArgumentException(items.length + " items of " + perItem + " neighbors each cannot have "
                    + neighbors.length + " neighbors");
        }
        for (int i = 1; i < items.length; i++) {
            if (items[i] <= items[i - 1]) {
                throw new IllegalArgumentException(
                        "item " + items[i] + " follows item " + items[i - 1] + ": items must ascend, each once");
            }
        }
        return new PartialKnnGraph(items, perItem, neighbors);
    }

    /** Returns a graph without lists. */
    public static PartialKnnGraph none(int perItem) {
        return new PartialKnnGraph(new int[0], perItem, new int[0]);
    }

    /** Returns the items of the lists, ascending. The array must not be changed. */
    public int[] items() {
        return items;
    }

    /** Returns how many neighbors each list holds. */
    public int perItem() {
        return perItem;
    }

    /** Returns the lists, one after the other. The array must not be changed. */
    public int[] neighbors() {
        return neighbors;
    }

    /** Returns the position of a gallery item's list, or a negative number if there is none. */
    public int indexOf(int item) {
        return Arrays.binarySearch(items, item);
    }

    /**
     * Returns the lists of some items, as far as this graph holds them.
     *
     * @param wanted gallery indices, ascending
     */
    public PartialKnnGraph select(int[] wanted) {
        int[] found = new int[wanted.length];
        int[] lists = new int[Math.multiplyExact(wanted.length, perItem)];
        int count = 0;
        for (int item : wanted) {
            int at = indexOf(item);
            if (at >= 0) {
                System.arraycopy(neighbors, at * perItem, lists, count * perItem, perItem);
                found[count++] = item;
            }
        }
        return new PartialKnnGraph(Arrays.copyOf(found, count), perItem, Arrays.copyOf(lists, count * perItem));
    }

    /** Returns the lists of both graphs, which must not share an item. */
    public PartialKnnGraph with(PartialKnnGraph other) {
        if (other.perItem != perItem) {
            throw new IllegalArgumentException(
                    "lists of " + perItem + " and of " + other.perItem + " neighbors are not of one graph");
        }
        int[] all = new int[items.length + other.items.length];
        int[] lists = new int[Math.addExact(neighbors.length, other.neighbors.length)];
        int i = 0;
        int j = 0;
        while (i + j < all.length) {
            boolean own = j == other.items.length || (i < items.length && items[i] < other.items[j]);
            PartialKnnGraph from = own ? this : other;
            int index = own ? i : j;
            all[i + j] = from.items[index];
            System.arraycopy(from.neighbors, index * perItem, lists, (i + j) * perItem, perItem);
            i += own ? 1 : 0;
            j += own ? 0 : 1;
        }
        return of(all, perItem, lists);
    }
}
