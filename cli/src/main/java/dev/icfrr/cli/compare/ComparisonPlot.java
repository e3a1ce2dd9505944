package dev.icfrr.cli.compare;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.metrics.Measure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** The means of one metric as horizontal bars, in SVG; the first row's value is drawn on as a line. */
public record ComparisonPlot(Comparison comparison, Measure measure) {
    private static final int BAR = 18;
    private static final int STEP = 27;
    private static final int TOP = 44;
    private static final int WIDTH = 820;
    private static final int NAMES = 330;
    private static final int BARS = 420;

    /** Writes the plot, whole or not at all. */
    public void write(Path file) throws IOException {
        byte[] svg = svg().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(svg));
    }

    String svg() {
        int count = comparison.rows().size();
        int height = TOP + count * STEP + 14;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                        + "font-size=\"13\" fill=\"#28282f\">%n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n"
                        + "<text x=\"%d\" y=\"24\" font-size=\"15\" font-weight=\"bold\">%s, percent</text>%n",
                WIDTH,
                height,
                WIDTH,
                height,
                NAMES,
                escaped(measure.label())));
        for (int i = 0; i < count; i++) {
            Row row = comparison.rows().get(i);
            double mean = row.evaluation().mean(measure);
            int y = TOP + i * STEP;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                            + "<text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                    NAMES - 8,
                    y + 14,
                    escaped(shortened(row.name())),
                    NAMES,
                    y,
                    BARS * mean,
                    BAR,
                    row.name().contains("icfrr") ? "#d55e00" : "#0072b2",
                    NAMES + BARS * mean + 6,
                    y + 14,
                    100 * mean));
        }
        double base = NAMES + BARS * comparison.rows().getFirst().evaluation().mean(measure);
        return svg.append(String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#28282f\" stroke-dasharray=\"3 3\"/>%n"
                                + "</svg>%n",
                        base,
                        base,
                        TOP - 6,
                        height - 8))
                .toString();
    }

    private static String shortened(String name) {
        return name.length() <= 46 ? name : name.substring(0, 45) + "…";
    }

    private static String escaped(String text) {
        return text.replaceAll("\\p{Cntrl}", "\ufffd")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
