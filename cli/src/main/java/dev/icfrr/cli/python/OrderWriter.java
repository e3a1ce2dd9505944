package dev.icfrr.cli.python;

import dev.icfrr.rerank.OrdersRead;
import dev.icfrr.rerank.RerankSink;
import java.lang.foreign.ValueLayout;

/**
 * Writes the first items of orders into an int64 array [iterations, queries, items].
 *
 * @param firstIteration the iteration that index 0 of the array is for; the last index is for the last iteration
 */
record OrderWriter(NativeArray orders, int firstIteration) implements RerankSink {

    @Override
    public OrdersRead reads() {
        return new OrdersRead(orders.size(0) == 1, Math.max(1, orders.size(2)));
    }

    @Override
    public void accept(int query, int iteration, int[] order) {
        if (iteration < firstIteration) {
            return;
        }
        int items = orders.size(2);
        long start = ((long) (iteration - firstIteration) * orders.size(1) + query) * items;
        for (int rank = 0; rank < items; rank++) {
            orders.data().setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, start + rank, order[rank]);
        }
    }
}
