package dev.icfrr.rerank;

import java.util.List;

/**
 * The first few of one query's order at every iteration, with their scores.
 *
 * @param iterations iteration 0 (the initial order) .. n, each best first
 */
public record RerankTrace(List<List<RankedItem>> iterations) {

    /** Copies the lists. */
    public RerankTrace {
        iterations = iterations.stream().map(List::copyOf).toList();
    }

    /** The order before re-ranking. */
    public List<RankedItem> first() {
        return iterations.getFirst();
    }

    /** The order after the last iteration. */
    public List<RankedItem> last() {
        return iterations.getLast();
    }
}
