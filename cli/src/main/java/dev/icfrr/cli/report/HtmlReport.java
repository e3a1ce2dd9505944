package dev.icfrr.cli.report;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.vision.image.ImageException;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.sheet.SheetRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Writes a run as one HTML page that needs nothing else: no request leaves it, pictures are small copies within it, and
 * it follows the reader's choice of dark or light.
 *
 * @param queries where the picture of a query lies
 * @param gallery where a gallery picture lies
 * @param thumb longer side of the copies in pixels, 16 .. 512
 */
public record HtmlReport(IntFunction<Path> queries, IntFunction<Path> gallery, int thumb) {

    /** Checks the size. */
    public HtmlReport {
        if (thumb < 16 || thumb > 512) {
            throw new IllegalArgumentException("copies of " + thumb + " pixels are not between 16 and 512");
        }
    }

    /** With copies of 128 pixels, about 5 kB each. */
    public HtmlReport(IntFunction<Path> queries, IntFunction<Path> gallery) {
        this(queries, gallery, 128);
    }

    /** Writes the page, whole or not at all. */
    public void write(RunReport report, Path file) throws IOException {
        byte[] page = html(report).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(page));
    }

    /** The page. */
    public String html(RunReport report) throws IOException {
        Page page = new Page();
        page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        // Even if a file name were to slip through unescaped, the page may neither run nor fetch anything.
        page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
                + " style-src 'unsafe-inline'\">\n");
        page.raw("<title>").text(report.title()).raw("</title>\n<style>\n").raw(resource("report.css"));
        Map<Integer, String> galleryPictures = copies(report, page);
        page.raw("</style>\n</head>\n<body>\n<header><h1>").text(report.title()).raw("</h1></header>\n<main>\n");
        metrics(page, report.metrics());
        if (!report.queries().isEmpty()) {
            queries(page, report.queries(), galleryPictures);
        }
        page.raw("<section><h2>How it was made</h2>\n<div class=\"pair\">\n");
        entries(page, "Parameters", report.parameters());
        entries(page, "Provenance", report.provenance());
        page.raw("</div>\n");
        inputs(page, report.inputs());
        return page.raw("</section>\n</main>\n</body>\n</html>\n").toString();
    }

    private static void metrics(Page page, List<MetricSeries> metrics) {
        page.raw("<section><h2>Metrics</h2>\n");
        if (metrics.isEmpty()) {
            page.raw("<p>The pictures have no labels, so nothing can be measured.</p></section>\n");
            return;
        }
        try {
            String plot = new MetricsPlot("", metrics).svg(760, 420);
            page.raw("<figure class=\"plot\">").raw(plot).raw("</figure>\n");
        } catch (IOException e) {
            page.raw("<p>").text(String.valueOf(e.getMessage())).raw("</p>\n");
        }
        page.raw("<div class=\"scroll\"><table class=\"metrics\"><thead><tr><th>iteration</th>");
        metrics.forEach(metric -> page.raw("<th>").text(metric.name()).raw("</th>"));
        page.raw("</tr></thead><tbody>\n");
        int rows = metrics.stream().mapToInt(m -> m.values().size()).max().orElse(0);
        for (int i = 0; i < rows; i++) {
            page.raw("<tr><th>")
                    .text(i == 0 ? "0 (initial)" : Integer.toString(i))
                    .raw("</th>");
            for (MetricSeries metric : metrics) {
                page.raw(metric.best() == i ? "<td class=\"best\" title=\"best\">" : "<td>")
                        .text(
                                i < metric.values().size()
                                        ? number(metric.values().get(i))
                                        : "")
                        .raw("</td>");
            }
            page.raw("</tr>\n");
        }
        page.raw("</tbody></table></div>\n</section>\n");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
    }

    /** Every gallery picture stands once in the page, as a class of its style sheet, however often it is shown. */
    private Map<Integer, String> copies(RunReport report, Page page) {
        Map<Integer, String> names = new LinkedHashMap<>();
        for (RunReport.Query query : report.queries()) {
            List<SheetRow.Hit> hits = new ArrayList<>(query.before().hits());
            hits.addAll(query.after().hits());
            for (SheetRow.Hit hit : hits) {
                if (!names.containsKey(hit.gallery())) {
                    Optional<String> copy = copy(gallery.apply(hit.gallery()));
                    copy.ifPresent(uri -> page.raw("li .pic.g" + hit.gallery())
                            .raw("{background-image:url(")
                            .raw(uri)
                            .raw(")}\n"));
                    names.put(hit.gallery(), copy.isPresent() ? "g" + hit.gallery() : "missing");
                }
            }
        }
        return names;
    }

    private Optional<String> copy(Path picture) {
        try {
            byte[] jpeg = Images.jpeg(Images.fit(Images.read(picture), thumb, thumb), 0.82);
            return Optional.of("data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg));
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    private void queries(Page page, List<RunReport.Query> shown, Map<Integer, String> pictures) {
        page.raw("<section><h2>Queries, before and after</h2>\n");
        page.raw("<p class=\"legend\"><i class=\"right\"></i> same class <i class=\"wrong\"></i> other class"
                + " <i class=\"unknown\"></i> class unknown <span>▲ ▼ places gained or lost since the initial"
                + " ranking</span></p>\n");
        for (RunReport.Query query : shown) {
            page.raw("<article><div class=\"query\">");
            Optional<String> copy = copy(queries.apply(query.before().query()));
            if (copy.isPresent()) {
                page.raw("<img alt=\"query\" src=\"").raw(copy.get()).raw("\">");
            } else {
                page.raw("<div class=\"missing pic\"></div>");
            }
            page.raw("<h3>Query ")
                    .text(Integer.toString(query.before().query()))
                    .raw("</h3><p>");
            page.text(query.caption()).raw("</p></div>\n<div class=\"pair\">");
            hits(page, query.before(), pictures);
            hits(page, query.after(), pictures);
            page.raw("</div></article>\n");
        }
        page.raw("</section>\n");
    }

    private static void hits(Page page, SheetRow row, Map<Integer, String> pictures) {
        page.raw("<div><h4>").text(row.iteration() == 0 ? "Initial ranking" : "Iteration " + row.iteration());
        if (!Double.isNaN(row.averagePrecision())) {
            page.raw(" <small>AP ")
                    .text(String.format(Locale.ROOT, "%.3f", row.averagePrecision()))
                    .raw("</small>");
        }
        page.raw("</h4><ol>");
        for (int rank = 0; rank < row.hits().size(); rank++) {
            SheetRow.Hit hit = row.hits().get(rank);
            String verdict = row.verdict(hit).name().toLowerCase(Locale.ROOT);
            page.raw("<li class=\"")
                    .raw(verdict)
                    .raw("\"><div class=\"pic ")
                    .raw(pictures.getOrDefault(hit.gallery(), "missing"));
            page.raw("\" role=\"img\" aria-label=\"gallery picture ")
                    .raw(Integer.toString(hit.gallery()))
                    .raw(", ");
            page.raw(verdict)
                    .raw("\"></div><b>")
                    .raw(Integer.toString(rank + 1))
                    .raw("</b><span>");
            page.text(row.iteration() == 0 ? "" : move(hit.initialRank(), rank)).raw("</span></li>");
        }
        page.raw("</ol></div>\n");
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

    private static void entries(Page page, String heading, List<RunReport.Entry> entries) {
        if (!entries.isEmpty()) {
            page.raw("<div><h3>").text(heading).raw("</h3><table class=\"entries\">");
            entries.forEach(entry -> page.raw("<tr><th>")
                    .text(entry.name())
                    .raw("</th><td>")
                    .text(entry.value())
                    .raw("</td></tr>\n"));
            page.raw("</table></div>\n");
        }
    }

    private static void inputs(Page page, List<RunReport.Input> inputs) {
        if (!inputs.isEmpty()) {
            page.raw(
                    "<h3>Inputs</h3><div class=\"scroll\"><table class=\"entries\"><tr><th>file</th><th>bytes</th><th>SHA-256</th></tr>\n");
            inputs.forEach(input -> page.raw("<tr><td>")
                    .text(input.file())
                    .raw("</td><td>")
                    .text(String.format(Locale.ROOT, "%,d", input.bytes()))
                    .raw("</td><td><code>")
                    .text(input.sha256())
                    .raw("</code></td></tr>\n"));
            page.raw("</table></div>\n");
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the program is not complete: it lacks its " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A page as it grows: {@code raw} is markup, {@code text} is anything from outside. */
    private static final class Page {
        private final StringBuilder html = new StringBuilder();

        Page raw(String markup) {
            html.append(markup);
            return this;
        }

        Page text(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case '&' -> html.append("&amp;");
                    case '<' -> html.append("&lt;");
                    case '>' -> html.append("&gt;");
                    case '"' -> html.append("&quot;");
                    case '\'' -> html.append("&#39;");
                    default -> html.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\ufffd' : c);
                }
            }
            return this;
        }

        @Override
        public String toString() {
            return html.toString();
        }
    }
}
