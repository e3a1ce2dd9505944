package dev.icfrr.metrics;

/** The metrics of the public Python code, as it defines them. */
public enum Metric {
    /** Mean over all relevant items of the precision at their rank, 0 if there is none; mean over queries. */
    MAP_AT_ALL(MeasureFamily.MEAN_AVERAGE_PRECISION, Measure.ALL),
    /** The same over the relevant items within the first 200, divided by the number found there. */
    MAP_AT_200(MeasureFamily.MEAN_AVERAGE_PRECISION_BY_HITS, 200),
    /** Relevant items among the first 25, divided by 25 however small the gallery. */
    PRECISION_AT_25(MeasureFamily.PRECISION, 25),
    /** Relevant items among the first 100, divided by 100 however small the gallery. */
    PRECISION_AT_100(MeasureFamily.PRECISION, 100),
    /** Relevant items among the first 200, divided by 200 however small the gallery. */
    PRECISION_AT_200(MeasureFamily.PRECISION, 200);

    private final MeasureFamily family;
    private final int cut;

    Metric(MeasureFamily family, int cut) {
        this.family = family;
        this.cut = cut;
    }

    /** The same as a {@link Measure}. */
    public Measure measure() {
        return new Measure(family, cut);
    }

    /** The name in tables and files. */
    public String label() {
        return measure().label();
    }
}
