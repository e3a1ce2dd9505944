package dev.icfrr.vision.extract;

/** The two domains of a retrieval. */
public enum Domain {
    /** The queries. */
    QUERY("query"),
    /** The gallery, which is ranked. */
    GALLERY("gallery");

    private final String label;

    Domain(String label) {
        this.label = label;
    }

    /** Returns the name in files and messages. */
    public String label() {
        return label;
    }
}
