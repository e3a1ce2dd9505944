package dev.icfrr.knn;

import java.util.Locale;

/** The order of the items on a neighbor list. */
public enum ListOrder {
    /** By distance, as the public Python code does. */
    PLAIN,
    /**
     * By distance less half the local scale of the neighbor, see {@link LocalScaling}: items in sparse regions move
     * forward, and hubs, which are near to everything, move back.
     */
    SCALED;

    /** Returns the name in options and files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
