package dev.icfrr.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.sheet.SheetRow;
import dev.icfrr.vision.sheet.Thumbnails;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page holds the whole run, asks for nothing outside itself, and shows foreign text as text. */
class HtmlReportTest {

    private static final String HOSTILE = "\"><script>alert(1)</script>'&\u0001";

    @TempDir
    private Path folder;

    @Test
    void holdsTheWholeRun() throws Exception {
        String page = page(report("a run", "sketch.png"));
        assertThat(page)
                .contains("<title>a run</title>")
                .contains("KG</th><td>256")
                .contains("1,234,567")
                .contains("0.7000")
                .contains("class=\"best\" title=\"best\">0.7000")
                .contains("<svg")
                .contains("Iteration 5")
                .contains("AP 0.750")
                .contains("▲1")
                .contains("new")
                .contains("sketch.png");
    }

    @Test
    void escapesEverythingFromOutside() throws Exception {
        assertThat(page(report(HOSTILE, HOSTILE)))
                .doesNotContain("<script")
                .doesNotContain("\u0001")
                .contains("&lt;script&gt;");
    }

    @Test
    void asksForNothingOutside() throws Exception {
        String page = page(report("a run", "sketch.png"));
        assertThat(page.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", ""))
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("@import")
                .contains("default-src 'none'");
        assertThat(page.split("url\\((?!data:|#)", -1)).hasSize(1);
    }

    @Test
    void embedsEachGalleryPictureOnce() throws Exception {
        String page = page(report("a run", "sketch.png"));
        assertThat(page.split("li .pic.g0\\{", -1)).hasSize(2);
        assertThat(page).contains("class=\"pic missing\"");
        assertThat(page.length()).isLessThan(100_000);
    }

    @Test
    void saysWhenNothingCanBeMeasured() throws Exception {
        String page = page(new RunReport("t", List.of(), List.of(), List.of(), List.of(), List.of()));
        assertThat(page).contains("no labels").doesNotContain("<svg").doesNotContain("<article");
    }

    @Test
    void isWrittenWhole() throws Exception {
        Path file = folder.resolve("results").resolve("report.html");
        report().write(report("a run", "sketch.png"), file);
        assertThat(Files.readString(file)).startsWith("<!doctype html>").endsWith("</html>\n");
    }

    private String page(RunReport report) throws Exception {
        return report().html(report);
    }

    private HtmlReport report() throws Exception {
        Images.writePng(new BufferedImage(900, 500, BufferedImage.TYPE_INT_RGB), folder.resolve("0.png"));
        return new HtmlReport(
                new Thumbnails(i -> folder.resolve("0.png"), 112),
                new Thumbnails(i -> folder.resolve(i + ".png"), 112));
    }

    private static RunReport report(String title, String caption) {
        int[] labels = {1, 1, 2};
        return new RunReport(
                title,
                List.of(new RunReport.Entry("KG", "256"), new RunReport.Entry(title, caption)),
                List.of(new RunReport.Entry("version", "1.0")),
                List.of(new RunReport.Input(title, 1_234_567, "abc")),
                List.of(new MetricSeries(title, List.of(0.5, 0.7))),
                List.of(new RunReport.Query(
                        caption,
                        SheetRow.of(0, 0, 0.5, new int[] {1, 0}, new int[] {1, 0}, 2, labels, labels),
                        SheetRow.of(0, 5, 0.75, new int[] {0, 2}, new int[] {1, 0}, 2, labels, labels))));
    }
}
