package dev.icfrr.baselines;

/** An input that a method needs in addition to the distances of the queries to the gallery. */
public enum Requirement {
    /** The features themselves, of queries and gallery. */
    FEATURES,
    /** Distances among gallery items, or features to compute them from. */
    GALLERY_DISTANCES,
    /** Distances among the queries, or features: the answer to one query depends on the other queries. */
    ALL_QUERIES
}
