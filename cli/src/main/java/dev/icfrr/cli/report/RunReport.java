package dev.icfrr.cli.report;

import dev.icfrr.vision.sheet.SheetRow;
import java.util.List;

/**
 * Everything the page of one run tells.
 *
 * @param title of the page
 * @param parameters as set or by default, in the order they are to be read
 * @param provenance what made the results: version, kernel, seed, time …
 * @param inputs the files that were read
 * @param metrics over iterations; empty if classes are not known
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

    /** A name and its value, both shown as they are. */
    public record Entry(String name, String value) {}

    /**
     * A file that was read.
     *
     * @param bytes its size
     * @param sha256 its hash, in hexadecimal digits
     */
    public record Input(String file, long bytes, String sha256) {}

    /**
     * A query and what it found.
     *
     * @param caption for example the file's name or its class; may be empty
     * @param before the initial ranking
     * @param after the last one
     */
    public record Query(String caption, SheetRow before, SheetRow after) {}
}
