package dev.icfrr.embeddings.data;

import java.util.List;

/** A side of a search. It decides which of several columns is taken if none is named. */
public enum Side {
    /** The queries: {@code test} in the files of ann-benchmarks. */
    QUERY("query", "queries", "query_features", "test"),
    /** The gallery: {@code train} in the files of ann-benchmarks. */
    GALLERY("gallery", "gallery_features", "train", "base");

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
    private final List<String> usualNames;

    Side(String... usualNames) {
        this.usualNames = List.of(usualNames);
    }

    /** Returns the names under which files keep this side, the most telling first. */
    public List<String> usualNames() {
        return usualNames;
    }
}
