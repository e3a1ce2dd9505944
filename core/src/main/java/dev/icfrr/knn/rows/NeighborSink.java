package dev.icfrr.knn.rows;

/** Receives the nearest items of items, from any thread. */
@FunctionalInterface
public interface NeighborSink {

    /**
     * Receives the neighbors of an item.
     *
     * @param nearest nearest first; the array is used again after the call
     */
    void accept(int item, int[] nearest);
}
