package dev.icfrr.vision.extract;

/** The two sides of a retrieval. */
public enum Domain {
    /** What is looked up with. */
    QUERY("query"),
    /** What is ranked. */
    GALLERY("gallery");

    private final String label;

    Domain(String label) {
        this.label = label;
    }

    /** The name in files and messages. */
    public String label() {
        return label;
    }
}
