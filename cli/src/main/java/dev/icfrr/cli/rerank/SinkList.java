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
    @Override
    public void accept(int query, int iteration, int[] order) {
        accept(query, iteration, order, order.length);
    }

    @Override
    public void accept(int query, int iteration, int[] order, int unchangedFrom) {
        for (RerankSink sink : sinks) {
            sink.accept(query, iteration, order, unchangedFrom);
        }
        if (iteration == lastIteration) {
            completed.run();
        }
    }

    @Override
    public OrdersRead reads() {
        return sinks.stream().map(RerankSink::reads).reduce(OrdersRead.NOTHING, OrdersRead::and);
    }
}
