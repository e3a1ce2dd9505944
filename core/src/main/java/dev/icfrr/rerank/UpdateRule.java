package dev.icfrr.rerank;

import dev.icfrr.knn.SelfMatch;

/** How a bonus moves an item: the two rules agree at the first iteration and differ from the second on. */
public enum UpdateRule {
    /** The list of initial scores stays with the positions; only the order moves on (the public Python code). */
    REFERENCE,
    /** Each item keeps its own score and adds every bonus to it (the paper's text, arXiv 2303.17703). */
    ACCUMULATING;

    /** Returns what neighbor lists for this rule leave out as the item itself. */
    public SelfMatch selfMatch() {
        return switch (this) {
            case REFERENCE -> SelfMatch.FIRST;
            case ACCUMULATING -> SelfMatch.INDEX;
        };
    }
}
