package dev.icfrr;

/** What is taken for the gallery item itself in its own sorted row of distances, and so left out of its neighbors. */
public enum SelfMatch {
    /**
     * Whatever stands first in the sorted row, as the public Python code does. With exact duplicates that may be
     * another item; the item itself then is its own neighbor.
     */
    FIRST,
    /** The item of the row's own index, as the paper's text says. */
    INDEX
}
