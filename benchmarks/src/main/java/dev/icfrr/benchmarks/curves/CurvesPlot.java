package dev.icfrr.benchmarks.curves;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.w3c.dom.Document;

/**
 * Draws {@code curves.csv} as one image: a panel per varied quantity, with time and memory on logarithmic axes, where a
 * cost that grows with a power is a straight line.
 */
public final class CurvesPlot {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 330;
    private static final int COLUMNS = 2;

    /** A line: its column in the file, and the factor to the unit of the axis. */
    private record Line(String column, String label, double factor, Color color) {}

    private static final List<Line> LINES = List.of(
            new Line("neighbors_s", "neighbors, s", 1, new Color(0, 114, 178)),
            new Line("iterations_s", "iterations, s", 1, new Color(213, 94, 0)),
            new Line("initial_order_s", "initial order, s", 1, new Color(0, 140, 105)),
            new Line("one_query_p50_ms", "one query p50, ms", 1, new Color(190, 100, 150)),
            new Line("peak_own_bytes", "peak memory, GB", 1e-9, new Color(90, 90, 96)));

    private CurvesPlot() {}

    /** Arguments: the CSV file and the SVG file. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: CurvesPlot CURVES.csv OUT.svg");
            System.exit(2);
        }
        Map<String, List<Map<String, String>>> byVaried = read(Path.of(arguments[0]));
        int rows = Math.ceilDiv(byVaried.size(), COLUMNS);
        SVGGraphics2D g = new SVGGraphics2D(newDocument());
        g.setSVGCanvasSize(new Dimension(COLUMNS * WIDTH, rows * HEIGHT));
        int panel = 0;
        for (Map.Entry<String, List<Map<String, String>>> entry : byVaried.entrySet()) {
            double x = panel % COLUMNS * (double) WIDTH;
            double y = (double) HEIGHT * Math.floorDiv(panel, COLUMNS);
            chart(entry.getKey(), entry.getValue()).draw(g, new Rectangle2D.Double(x, y, WIDTH, HEIGHT));
            panel++;
        }
        try (Writer out = Files.newBufferedWriter(Path.of(arguments[1]))) {
            g.stream(out);
        }
    }

    private static Document newDocument() {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument("http://www.w3.org/2000/svg", "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, List<Map<String, String>>> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] names = lines.getFirst().split(",", -1);
        Map<String, List<Map<String, String>>> byVaried = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split(",", -1);
            if (values.length != names.length) {
                throw new IOException(
                        file + ": the number of values differs from the number of names in this line: " + line);
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], values[i]);
            }
            byVaried.computeIfAbsent(value(row, "varied", file), _ -> new ArrayList<>())
                    .add(row);
        }
        return byVaried;
    }

    private static String value(Map<String, String> row, String name, Path file) throws IOException {
        String value = row.get(name);
        if (value == null) {
            throw new IOException(file + ": has no column " + name);
        }
        return value;
    }

    private static JFreeChart chart(String varied, List<Map<String, String>> rows) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Line line : LINES) {
            XYSeries series = new XYSeries(line.label());
            for (Map<String, String> row : rows) {
                double y = number(row, line.column()) * line.factor();
                if (y > 0) {
                    series.add(number(row, varied), y);
                    least = Math.min(least, y);
                    most = Math.max(most, y);
                }
            }
            renderer.setSeriesPaint(data.getSeriesCount(), line.color());
            renderer.setSeriesStroke(data.getSeriesCount(), new BasicStroke(2f));
            data.addSeries(series);
        }
        // Points lie at powers of two, so do the ticks; costs have ticks at powers of ten.
        LogAxis costs = axis("", 10);
        if (most > 0) {
            costs.setRange(Math.pow(10, Math.floor(Math.log10(least))), Math.pow(10, Math.ceil(Math.log10(most))));
        }
        XYPlot plot = new XYPlot(data, axis(varied, 2), costs, renderer);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(new Color(226, 228, 233));
        plot.setRangeGridlinePaint(new Color(226, 228, 233));
        plot.setOutlineVisible(false);
        JFreeChart chart = new JFreeChart(null, null, plot, true);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setTitle(new TextTitle("against " + varied, new Font(Font.SANS_SERIF, Font.BOLD, 13)));
        chart.getLegend().setFrame(BlockBorder.NONE);
        chart.getLegend().setItemFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
        return chart;
    }

    private static double number(Map<String, String> row, String name) {
        String text = row.getOrDefault(name, "");
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    private static LogAxis axis(String label, int step) {
        LogAxis axis = new LogAxis(label);
        axis.setTickUnit(new NumberTickUnit(Math.log10(step)));
        axis.setNumberFormatOverride(new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        axis.setLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        axis.setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
        return axis;
    }
}
