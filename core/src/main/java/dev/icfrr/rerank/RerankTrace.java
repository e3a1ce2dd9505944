package dev.icfrr.rerank;

import java.util.List;

/**
 * The first items of one query's ranking at every iteration, with their scores.
 *
 * @param iterations iteration 0 (the initial order) .. n, each best first
 */
public record RerankTrace(List<List<RankedItem>> iterations) {

    /** Copies the lists. */
    public RerankTrace {
        iterations = iterations.stream().map(List::copyOf).toList();
    }

    /** Returns the ranking before re-ranking. */
    public List<RankedItem> first() {
        return iterations.getFirst();
    }

    /** Returns the ranking after the last iteration. */
    public List<RankedItem> last() {
        return iterations.getLast();
    }
}
