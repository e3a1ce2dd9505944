package dev.icfrr.cli.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of the template {@code report.mustache}: a {@link RunReport} with every number formatted and every image
 * embedded. Components have the names that the template uses.
 *
 * @param style the style sheet
 * @param galleryImages each gallery image once, however often it is shown
 * @param plot an SVG element, or null
 * @param plotError why there is no plot, or null
 */
record ReportPage(
        String title,
        String style,
        List<GalleryImage> galleryImages,
        @Nullable String plot,
        @Nullable String plotError,
        List<String> metricNames,
        List<MetricRow> metricRows,
        List<Query> queries,
        List<EntryTable> entryTables,
        List<Input> inputs) {

    boolean hasMetrics() {
        return !metricNames.isEmpty();
    }

    boolean hasQueries() {
        return !queries.isEmpty();
    }

    boolean hasInputs() {
        return !inputs.isEmpty();
    }

    /** An embedded image of the gallery, as a {@code data:} URI. */
    record GalleryImage(int item, String uri) {}

    record MetricRow(String label, List<Cell> cells) {}

    record Cell(String value, boolean best) {}

    /** A query with its rankings; {@code image} is a {@code data:} URI, or null where it cannot be read. */
    record Query(int number, @Nullable String image, String caption, List<Ranking> rankings) {}

    /** A ranking of one iteration; {@code averagePrecision} is null where it is unknown. */
    record Ranking(String title, @Nullable String averagePrecision, List<Hit> hits) {}

    /** A ranked gallery image; {@code image} is the class of its style. */
    record Hit(String verdict, String image, int item, int rank, String move) {}

    record EntryTable(String heading, List<RunReport.Entry> entries) {}

    record Input(String file, String bytes, String sha256) {}
}
