package dev.icfrr.cli.rerank;

import dev.icfrr.cli.input.FileFingerprint;
import dev.icfrr.cli.report.HtmlReport;
import dev.icfrr.cli.report.MetricSeries;
import dev.icfrr.cli.report.MetricsPlot;
import dev.icfrr.cli.report.RunReport;
import dev.icfrr.metrics.Measure;
import dev.icfrr.vision.image.Fonts;
import dev.icfrr.vision.sheet.ContactSheet;
import dev.icfrr.vision.sheet.SheetRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws the visual results of a run: the plot, the contact sheets and the HTML page. Without fonts on the machine there
 * is no plot, and no text on the sheets.
 */
final class RunVisuals {
    private static final int PLOT_WIDTH = 900;
    private static final int PLOT_HEIGHT = 520;
    private static final int OVERVIEW_ITERATIONS = 3;
    private static final int OVERVIEW_ROWS = 60;

    private final RunResult result;
    private final RunImages images;

    RunVisuals(RunResult result, RunImages images) {
        this.result = result;
        this.images = images;
    }

    /**
     * Writes all files.
     *
     * @param provenance name and value, for the page
     */
    void write(Path folder, Map<String, Object> provenance, List<FileFingerprint> inputs) throws IOException {
        List<MetricSeries> series = series();
        List<FileSteps.Step> pages = new ArrayList<>();
        if (!series.isEmpty() && Fonts.problem().isEmpty()) {
            MetricsPlot plot = new MetricsPlot(title(), series);
            pages.add(() -> plot.writePng(folder.resolve("map_prec_ICFRR.png"), PLOT_WIDTH, PLOT_HEIGHT));
            pages.add(() -> plot.writeSvg(folder.resolve("map_prec_ICFRR.svg"), PLOT_WIDTH, PLOT_HEIGHT));
        }
        RunReport report = new RunReport(
                "ICFRR on " + title(),
                entries(RunRecordWriter.parameters(result.options())),
                entries(provenance),
                inputs.stream()
                        .map(input -> new RunReport.Input(input.path().toString(), input.bytes(), input.text()))
                        .toList(),
                series,
                queries());
        pages.add(() -> new HtmlReport(images.queries(), images.gallery())
                .write(report, RunRecordWriter.report(result.options())));
        if (!result.options().sheets().queries().isEmpty()) {
            ContactSheet sheet = new ContactSheet(images.queries(), images.gallery());
            pages.add(() -> sheet.write(overview(), folder.resolve("vis").resolve("overview.png")));
            for (int i = 0; i <= result.options().parameters().method().iterations(); i++) {
                int iteration = i;
                Path file = folder.resolve("vis").resolve("reranking_iter_" + i + ".png");
                pages.add(() -> sheet.write(rows(iteration), file));
            }
        }
        FileSteps.run(pages, threads());
    }

    /** Returns a row per query and iteration, up to a number of rows that one can look through. */
    private List<SheetRow> overview() {
        int[] iterations =
                ContactSheet.spread(result.options().parameters().method().iterations(), OVERVIEW_ITERATIONS);
        List<SheetRow> rows = new ArrayList<>();
        for (int query : result.tops().queries()) {
            for (int iteration : iterations) {
                rows.add(row(query, iteration));
            }
        }
        return rows.subList(0, Math.min(rows.size(), OVERVIEW_ROWS));
    }

    /** Returns one thread more than the run has, because each waits for the disk after each file. */
    private int threads() {
        int threads = result.options().parallelism().threads();
        return threads == 1 ? 1 : threads + 1;
    }

    private List<SheetRow> rows(int iteration) {
        List<SheetRow> rows = new ArrayList<>();
        for (int query : result.tops().queries()) {
            rows.add(row(query, iteration));
        }
        return rows;
    }

    private List<RunReport.Query> queries() {
        List<RunReport.Query> queries = new ArrayList<>();
        int last = result.options().parameters().method().iterations();
        for (int query : result.tops().queries()) {
            images.willEmbed(query, result.tops(), last);
            String caption = "query " + query + ", " + images.queryName(query);
            queries.add(new RunReport.Query(caption, row(query, 0), row(query, last)));
        }
        return queries;
    }

    /** Returns the ranking of one query after an iteration. */
    private SheetRow row(int query, int iteration) {
        int[] initialRanks = result.tops().initialRanks(query);
        List<SheetRow.Hit> hits = new ArrayList<>();
        for (int item : result.tops().top(query, iteration)) {
            int label = result.input()
                    .labels()
                    .map(labels -> label(labels.ofGallery(item)))
                    .orElse(SheetRow.UNKNOWN);
            hits.add(new SheetRow.Hit(item, label, initialRanks[item]));
        }
        int label = result.input()
                .labels()
                .map(labels -> label(labels.ofQuery(query)))
                .orElse(SheetRow.UNKNOWN);
        double averagePrecision = result.metrics()
                .map(metrics -> metrics.ofQuery(Measure.MAP_AT_ALL, iteration, query))
                .orElse(Double.NaN);
        return new SheetRow(query, label, iteration, averagePrecision, hits);
    }

    /** Converts a label to 32 bits, as contact sheets need it. */
    private static int label(long label) {
        return label == (int) label ? (int) label : Long.hashCode(label) & Integer.MAX_VALUE;
    }

    private List<MetricSeries> series() {
        return result.metrics().stream()
                .flatMap(metrics -> metrics.measures().stream()
                        .map(metric -> new MetricSeries(metric.label(), metrics.means(metric))))
                .toList();
    }

    private String title() {
        return String.format(
                Locale.ROOT,
                "%s: %,d %s, %,d gallery items",
                result.options().folders().dataset(),
                result.input().queries(),
                result.input().queries() == 1 ? "query" : "queries",
                result.input().gallerySize());
    }

    private static List<RunReport.Entry> entries(Map<String, Object> map) {
        return map.entrySet().stream()
                .map(entry -> new RunReport.Entry(entry.getKey(), String.valueOf(entry.getValue())))
                .toList();
    }
}
