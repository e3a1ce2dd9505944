package dev.icfrr.cli.report;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import dev.icfrr.io.AtomicFile;
import dev.icfrr.vision.sheet.SheetRow;
import dev.icfrr.vision.sheet.Thumbnails;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run as one self-contained HTML page: it makes no requests, embeds small copies of the images, and follows
 * the reader's choice of dark or light.
 *
 * @param queries copies of the images of queries
 * @param gallery copies of the gallery images
 */
public record HtmlReport(Thumbnails queries, Thumbnails gallery) {
    private static final String TEMPLATE = "report.mustache";
    private static final int PLOT_WIDTH = 760;
    private static final int PLOT_HEIGHT = 420;

    /** Writes the page, whole or not at all. */
    public void write(RunReport report, Path file) throws IOException {
        byte[] page = html(report).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(page));
    }

    /** Returns the page. */
    public String html(RunReport report) throws IOException {
        Mustache template = new EscapingFactory().compile(new StringReader(resource(TEMPLATE)), TEMPLATE);
        StringWriter page = new StringWriter();
        template.execute(page, page(report));
        return page.toString();
    }

    private ReportPage page(RunReport report) throws IOException {
        Map<Integer, Optional<String>> images = galleryImages(report);
        String plot = null;
        String plotError = null;
        try {
            plot = report.metrics().isEmpty()
                    ? null
                    : new MetricsPlot("", report.metrics()).svg(PLOT_WIDTH, PLOT_HEIGHT);
        } catch (IOException e) {
            plotError = String.valueOf(e.getMessage());
        }
        List<ReportPage.GalleryImage> embedded = new ArrayList<>();
        images.forEach((item, uri) -> uri.ifPresent(data -> embedded.add(new ReportPage.GalleryImage(item, data))));
        return new ReportPage(
                report.title(),
                resource("report.css").stripTrailing(),
                embedded,
                plot,
                plotError,
                report.metrics().stream().map(MetricSeries::name).toList(),
                metricRows(report.metrics()),
                report.queries().stream().map(query -> query(query, images)).toList(),
                Stream.of(
                                new ReportPage.EntryTable("Parameters", report.parameters()),
                                new ReportPage.EntryTable("Provenance", report.provenance()))
                        .filter(table -> !table.entries().isEmpty())
                        .toList(),
                report.inputs().stream()
                        .map(input -> new ReportPage.Input(
                                input.file(), String.format(Locale.ROOT, "%,d", input.bytes()), input.sha256()))
                        .toList());
    }

    private static List<ReportPage.MetricRow> metricRows(List<MetricSeries> metrics) {
        int rows = metrics.stream().mapToInt(m -> m.values().size()).max().orElse(0);
        return IntStream.range(0, rows)
                .mapToObj(i -> new ReportPage.MetricRow(
                        i == 0 ? "0 (initial)" : Integer.toString(i),
                        metrics.stream()
                                .map(metric -> new ReportPage.Cell(number(metric, i), metric.best() == i))
                                .toList()))
                .toList();
    }

    private static String number(MetricSeries metric, int iteration) {
        if (iteration >= metric.values().size()) {
            return "";
        }
        double value = metric.values().get(iteration);
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
    }

    private Map<Integer, Optional<String>> galleryImages(RunReport report) {
        Map<Integer, Optional<String>> images = new LinkedHashMap<>();
        report.queries().stream()
                .flatMap(query -> Stream.of(query.before(), query.after()))
                .flatMap(row -> row.hits().stream())
                .forEach(hit -> images.computeIfAbsent(hit.gallery(), item -> uri(gallery.jpeg(item))));
        return images;
    }

    private static Optional<String> uri(Optional<byte[]> jpeg) {
        return jpeg.map(bytes -> "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes));
    }

    private ReportPage.Query query(RunReport.Query query, Map<Integer, Optional<String>> images) {
        int number = query.before().query();
        return new ReportPage.Query(
                number,
                uri(queries.jpeg(number)).orElse(null),
                query.caption(),
                List.of(ranking(query.before(), images), ranking(query.after(), images)));
    }

    private static ReportPage.Ranking ranking(SheetRow row, Map<Integer, Optional<String>> images) {
        boolean initial = row.iteration() == 0;
        @Nullable
        String averagePrecision = Double.isNaN(row.averagePrecision())
                ? null
                : String.format(Locale.ROOT, "%.3f", row.averagePrecision());
        List<ReportPage.Hit> hits = new ArrayList<>();
        for (SheetRow.Hit hit : row.hits()) {
            boolean embedded =
                    images.getOrDefault(hit.gallery(), Optional.empty()).isPresent();
            hits.add(new ReportPage.Hit(
                    row.verdict(hit).label(),
                    embedded ? "g" + hit.gallery() : "missing",
                    hit.gallery(),
                    hits.size() + 1,
                    initial ? "" : move(hit.initialRank(), hits.size())));
        }
        return new ReportPage.Ranking(
                initial ? "Initial ranking" : "Iteration " + row.iteration(), averagePrecision, hits);
    }

    private static String move(int before, int now) {
        if (before == SheetRow.BEYOND) {
            return "new";
        }
        if (before == now) {
            return "=";
        }
        return (before > now ? "▲" : "▼") + Math.abs(before - now);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing from the program. Build or download icfrr again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Escapes what comes from outside, and replaces control characters, which HTML does not allow. */
    private static final class EscapingFactory extends DefaultMustacheFactory {
        @Override
        public void encode(String value, Writer writer) {
            try {
                for (int i = 0; i < value.length(); i++) {
                    char c = value.charAt(i);
                    switch (c) {
                        case '&' -> writer.write("&amp;");
                        case '<' -> writer.write("&lt;");
                        case '>' -> writer.write("&gt;");
                        case '"' -> writer.write("&quot;");
                        case '\'' -> writer.write("&#39;");
                        default -> writer.write(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\ufffd' : c);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
