package dev.icfrr.rerank;

import dev.icfrr.knn.SelfMatch;
import java.util.Locale;

/** The two rules of adding a bonus to a score. They agree at the first iteration and differ from the second on. */
public enum UpdateRule {
    /** Bonuses are added to the initial scores, which stay at their ranks while items move (the public Python code). */
    REFERENCE,
    /** Each item keeps its own score and adds every bonus to it (the text of the paper, arXiv 2303.17703). */
    ACCUMULATING;

    /** Returns the name on command lines and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the self match that neighbor lists for this rule exclude. */
    public SelfMatch selfMatch() {
        return switch (this) {
            case REFERENCE -> SelfMatch.FIRST;
            case ACCUMULATING -> SelfMatch.INDEX;
        };
    }
}
