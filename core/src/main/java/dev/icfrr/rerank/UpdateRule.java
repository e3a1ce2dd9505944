package dev.icfrr.rerank;

import dev.icfrr.knn.SelfMatch;
import java.util.Locale;

/** How a bonus moves an item: the two rules agree at the first iteration and differ from the second on. */
public enum UpdateRule {
    /** The list of initial scores stays with the positions; only the order moves on (the public Python code). */
    REFERENCE,
    /** Each item keeps its own score and adds every bonus to it (the paper's text, arXiv 2303.17703). */
    ACCUMULATING;

    /** Returns the name on command lines and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what neighbor lists for this rule leave out as the item itself. */
    public SelfMatch selfMatch() {
        return switch (this) {
            case REFERENCE -> SelfMatch.FIRST;
            case ACCUMULATING -> SelfMatch.INDEX;
        };
    }
}
