package dev.icfrr.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plot shows every series and its best iteration, for any number of iterations. */
class MetricsPlotTest {

    @TempDir
    private Path folder;

    @Test
    void writesAPictureOfTwiceTheSize() throws Exception {
        Path file = folder.resolve("map_prec_ICFRR.png");
        new MetricsPlot("a title", List.of(series("mAP@all", 0.5, 0.6))).writePng(file, 400, 300);
        BufferedImage image = Images.read(file);
        assertThat(image.getWidth()).isEqualTo(800);
        assertThat(image.getHeight()).isEqualTo(600);
    }

    @Test
    void writesWellFormedSvgWithEscapedNames() throws Exception {
        Path file = folder.resolve("plot.svg");
        new MetricsPlot("<title> & \"more\"", List.of(series("<b>mAP</b>", 0.5, 0.7, 0.6))).writeSvg(file, 400, 300);
        String svg = Files.readString(file);
        DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(svg).contains("best 70.0 at 1").doesNotContain("<b>");
    }

    @Test
    void labelsWholeIterationsOnly() throws Exception {
        for (int last : new int[] {0, 1, 2, 7, 40, 1000}) {
            List<Double> values = new ArrayList<>(Collections.nCopies(last + 1, 0.0));
            MetricSeries wide = series("m", 1);
            String svg = new MetricsPlot("", List.of(wide, new MetricSeries("m", values))).svg(400, 300);
            assertThat(ticks(svg)).as("last iteration " + last).contains("0").allMatch(tick -> !tick.contains("."));
        }
    }

    @Test
    void drawsCoincidingSeriesApart() throws Exception {
        String svg =
                new MetricsPlot("", List.of(series("mAP@all", 0.5, 0.6), series("mAP@200", 0.5, 0.6))).svg(400, 300);
        // The second, drawn later, is dashed and narrower, so that the first shows through and beside it.
        int first = svg.indexOf("rgb(0,114,178)");
        assertThat(first).isPositive();
        assertThat(svg.indexOf("rgb(213,94,0)")).isGreaterThan(first);
        assertThat(svg).contains("stroke-dasharray=\"9");
    }

    @Test
    void copesWithUnknownAndMissingValues() throws Exception {
        assertThat(new MetricsPlot("", List.of(series("a", Double.NaN, Double.NaN), series("b"))).svg(300, 200))
                .contains("<svg");
        assertThat(new MetricsPlot("", List.of(series("a", Double.NaN, 0.2), series("a", 1, 0))).svg(300, 200))
                .contains("best 20.0 at 1");
        assertThatThrownBy(() -> new MetricsPlot("", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesTheFirstOfEquallyGoodIterationsAsBest() {
        assertThat(series("a", 0.1, 0.3, 0.3).best()).isEqualTo(1);
        assertThat(series("a", Double.NaN).best()).isEqualTo(-1);
    }

    private static MetricSeries series(String name, double... values) {
        return new MetricSeries(name, java.util.Arrays.stream(values).boxed().toList());
    }

    private static List<String> ticks(String svg) {
        List<String> ticks = new ArrayList<>();
        Matcher texts = Pattern.compile("<text[^>]*>([0-9.,]+)</text").matcher(svg);
        while (texts.find()) {
            ticks.add(texts.group(1));
        }
        return ticks;
    }
}
