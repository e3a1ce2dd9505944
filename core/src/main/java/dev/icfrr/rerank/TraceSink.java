package dev.icfrr.rerank;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps the first items of every iteration with their scores and votes. */
final class TraceSink implements Icfrr.ScratchSink {
    private final Icfrr icfrr;
    private final int topN;
    private final List<List<RankedItem>> iterations = new ArrayList<>();
    private int[] initial = {};

    /** @param topN number of items to keep, at least 1 */
    TraceSink(Icfrr icfrr, int topN) {
        if (topN < 1) {
            throw new IllegalArgumentException("topN must be at least 1, not " + topN);
        }
        this.icfrr = icfrr;
        this.topN = topN;
    }

    @Override
    public void accept(int iteration, RerankState scratch, boolean converged) {
        int[] order = scratch.order();
        int shown = Math.min(topN, scratch.count());
        if (iteration == 0) {
            iterations.clear();
            initial = Arrays.copyOf(order, scratch.known());
        }
        // Most of the first items are near the top of the other orders as well, so the search is short.
        ItemIndexMap slots = new ItemIndexMap(Arrays.copyOf(order, shown));
        int[] initialRanks = slots.ranksIn(initial, initial.length);
        int[] orderBefore = iteration == 0 || converged ? order : scratch.orderBefore();
        int[] before = slots.ranksIn(orderBefore, scratch.count());
        List<RankedItem> first = new ArrayList<>(shown);
        for (int rank = 0; rank < shown; rank++) {
            first.add(ranked(iteration, scratch, converged, order[rank], rank, before[rank], initialRanks[rank]));
        }
        iterations.add(first);
    }

    @Override
    public OrdersRead reads() {
        return new OrdersRead(false, topN);
    }

    private RankedItem ranked(
            int iteration, RerankState scratch, boolean converged, int item, int rank, int before, int initialRank) {
        boolean own = icfrr.parameters().update() == UpdateRule.ACCUMULATING;
        // A converged order gets the same votes again by the reference rule; by the other rule it was not computed.
        long sum = iteration == 0 || (converged && own) ? 0 : scratch.sum(rank);
        double score = own || iteration == 0
                ? scratch.value(rank)
                : scratch.value(before) + (sum == 0 ? 0 : scratch.beta() * sum / scratch.denominator());
        return new RankedItem(item, rank, before, initialRank, score, sum, sum == 0 ? 0 : sum / scratch.denominator());
    }

    RerankTrace trace() {
        return new RerankTrace(iterations);
    }
}
