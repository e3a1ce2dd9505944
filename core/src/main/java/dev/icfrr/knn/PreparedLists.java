package dev.icfrr.knn;

import dev.icfrr.knn.rows.NeighborSink;
import org.jspecify.annotations.Nullable;

/**
 * Fills a {@link KnnGraph} item by item, in any order and from any number of threads. The first list takes the memory
 * of all, so that a search has it until then.
 */
public final class PreparedLists {
    private final int size;
    private final int length;
    private final int kg;
    private final SelfMatch selfMatch;
    private final ListOrder order;
    private volatile @Nullable NeighborLists lists;

    PreparedLists(int size, int kg, SelfMatch selfMatch, ListOrder order) {
        if (size < 1) {
            throw new IllegalArgumentException("a gallery must have at least 1 item, not " + size);
        }
        this.size = size;
        length = Math.min(kg, size - 1);
        this.kg = kg;
        this.selfMatch = selfMatch;
        this.order = order;
    }

    /** Returns the number of neighbors of each item: {@code min(KG, G - 1)}. */
    int length() {
        return length;
    }

    private NeighborLists lists() {
        NeighborLists filled = lists;
        return filled == null ? allocate() : filled;
    }

    private synchronized NeighborLists allocate() {
        NeighborLists filled = lists;
        if (filled == null) {
            filled = NeighborLists.allocate(size, length);
            lists = filled;
        }
        return filled;
    }

    /**
     * Sets the neighbors of one item.
     *
     * @param neighbors {@code min(KG, G - 1)} gallery indices, nearest first
     * @throws IllegalArgumentException if there are more or fewer, or one is no gallery index
     */
    public void set(int item, int[] neighbors) {
        lists().setRow(item, neighbors);
    }

    /** Returns a sink of lists that hold one item more and from which the self match is still to be left out. */
    NeighborSink withoutSelf() {
        return (item, nearest) -> {
            int[] neighbors = new int[length()];
            selfMatch.exclude(nearest, item, neighbors);
            set(item, neighbors);
        };
    }

    /**
     * Returns the graph. This object must not be used afterwards.
     *
     * @throws IllegalStateException if an item was never set
     */
    public KnnGraph build() {
        NeighborLists filled = lists();
        filled.requireComplete();
        return new KnnGraph(filled, kg, selfMatch, order, "");
    }
}
