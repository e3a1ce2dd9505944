package dev.icfrr.cli.report;

import dev.icfrr.vision.sheet.SheetRow;
import java.util.List;

/**
 * The contents of the page about one run.
 *
 * @param title of the page
 * @param parameters in the order to show them
 * @param provenance of the results: version, kernel, seed, time …
 * @param inputs the files that were read
 * @param metrics over iterations; empty without labels
 * @param queries the queries to show; may be empty
 */
public record RunReport(
        String title,
        List<Entry> parameters,
        List<Entry> provenance,
        List<Input> inputs,
        List<MetricSeries> metrics,
        List<Query> queries) {

    /** Keeps copies of the lists. */
    public RunReport {
        parameters = List.copyOf(parameters);
        provenance = List.copyOf(provenance);
        inputs = List.copyOf(inputs);
        metrics = List.copyOf(metrics);
        queries = List.copyOf(queries);
    }

    /** A name and its value. */
    public record Entry(String name, String value) {}

    /**
     * A file that was read.
     *
     * @param bytes its size
     * @param sha256 its hash, in hexadecimal digits
     */
    public record Input(String file, long bytes, String sha256) {}

    /**
     * A query with two rankings.
     *
     * @param caption for example the file name or the class; may be empty
     * @param before the initial ranking
     * @param after the last one
     */
    public record Query(String caption, SheetRow before, SheetRow after) {}
}
