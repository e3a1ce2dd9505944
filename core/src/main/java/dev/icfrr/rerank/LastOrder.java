package dev.icfrr.rerank;

import org.jspecify.annotations.Nullable;

/** Keeps the first items of the last iteration's order. */
final class LastOrder implements RerankSink, Icfrr.ScratchSink {
    private final int iterations;
    private final int topN;
    private @Nullable Ranking ranking;

    LastOrder(int iterations, int topN) {
        if (topN < 1) {
            throw new IllegalArgumentException("topN must be at least 1, not " + topN);
        }
        this.iterations = iterations;
        this.topN = topN;
    }

    @Override
    public void accept(int query, int iteration, int[] order) {
        if (iteration == iterations) {
            ranking = Ranking.copyOf(order, Math.min(topN, order.length));
        }
    }

    @Override
    public void accept(int iteration, RerankState scratch, boolean converged) {
        accept(0, iteration, scratch.order());
    }

    @Override
    public OrdersRead reads() {
        return new OrdersRead(true, topN);
    }

    Ranking ranking() {
        if (ranking == null) {
            throw new IllegalStateException("the last iteration was never shown");
        }
        return ranking;
    }
}
