package dev.icfrr.metrics;

/** The metrics of the public Python code, as it defines them. */
public enum Metric {
    /** Mean over all relevant items of the precision at their rank, 0 if there is none; mean over queries. */
    MAP_AT_ALL("mAP@all"),
    /** The same over the relevant items within the first 200, divided by the number found there. */
    MAP_AT_200("mAP@200"),
    /** Relevant items among the first 25, divided by 25 however small the gallery. */
    PRECISION_AT_25("prec@25"),
    /** Relevant items among the first 100, divided by 100 however small the gallery. */
    PRECISION_AT_100("prec@100"),
    /** Relevant items among the first 200, divided by 200 however small the gallery. */
    PRECISION_AT_200("prec@200");

    private final String label;

    Metric(String label) {
        this.label = label;
    }

    /** The name in tables and files. */
    public String label() {
        return label;
    }
}
