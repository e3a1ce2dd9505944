package dev.icfrr.cli.rerank;

import dev.icfrr.rerank.OrdersRead;
import dev.icfrr.rerank.RerankSink;
import java.util.List;

/**
 * Shows every order to several sinks.
 *
 * @param lastIteration at which a query is complete
 * @param completed runs after each query
 */
record SinkList(List<RerankSink> sinks, int lastIteration, Runnable completed) implements RerankSink {
    /** What a sink reads that needs no order. */
    static final OrdersRead NOTHING = new OrdersRead(true, 1);

    @Override
    public void accept(int query, int iteration, int[] order) {
        for (RerankSink sink : sinks) {
            sink.accept(query, iteration, order);
        }
        if (iteration == lastIteration) {
            completed.run();
        }
    }

    @Override
    public OrdersRead reads() {
        return sinks.stream().map(RerankSink::reads).reduce(NOTHING, OrdersRead::and);
    }
}
