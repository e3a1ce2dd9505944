package dev.icfrr.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.text.NumberFormat;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

/**
 * Metrics over iterations as a line plot, in percent. Series differ by color, marker and dashes. Later series are drawn
 * narrower, so that equal ones stay visible. A ring marks the best iteration of each.
 *
 * @param title above the plot; may be empty
 * @param series at least one
 */
public record MetricsPlot(String title, List<MetricSeries> series) implements Figure {

    /** After Okabe and Ito: distinguishable for every kind of color vision. */
    private static final List<Color> COLORS = List.of(
            new Color(0, 114, 178),
            new Color(213, 94, 0),
            new Color(0, 140, 105),
            new Color(190, 100, 150),
            new Color(90, 90, 96),
            new Color(178, 124, 0));

    private static final Color TEXT = new Color(40, 42, 48);
    private static final Color GRID = new Color(226, 228, 233);

    /** Keeps a copy of the series. */
    public MetricsPlot {
        series = List.copyOf(series);
        if (series.isEmpty()) {
            throw new IllegalArgumentException("a plot needs at least one metric");
        }
    }

    /**
     * Loads the fonts and the classes that plots need, by drawing a small one.
     *
     * @throws IOException if the machine has no font
     */
    public static void prepare() throws IOException {
        Figure small = new MetricsPlot("plot", List.of(new MetricSeries("metric", List.of(0.0, 1.0))));
        small.image(200, 150);
        small.svg(200, 150);
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        chart().draw(g, new Rectangle2D.Double(0, 0, width, height));
    }

    private JFreeChart chart() {
        XYSeriesCollection data = new XYSeriesCollection();
        XYSeriesCollection bests = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        XYLineAndShapeRenderer rings = rings();
        for (int i = 0; i < series.size(); i++) {
            data.addSeries(points(series.get(i), i));
            style(renderer, i);
            XYSeries best = new XYSeries(i, false, false);
            int at = series.get(i).best();
            if (at >= 0) {
                best.add(at, 100 * series.get(i).values().get(at));
            }
            bests.addSeries(best);
            rings.setSeriesPaint(i, color(i));
            rings.setSeriesStroke(i, new BasicStroke(1.5f));
        }
        XYPlot plot = new XYPlot(data, iterationAxis(), percentAxis(), renderer);
        plot.setDataset(1, bests);
        plot.setRenderer(1, rings);
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeGridlineStroke(new BasicStroke(1f));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setInsets(new RectangleInsets(6, 6, 6, 16));
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setAntiAlias(true);
        chart.setTextAntiAlias(true);
        if (!title.isBlank()) {
            TextTitle heading = new TextTitle(visible(title), font(Font.BOLD, 15));
            heading.setPaint(TEXT);
            heading.setHorizontalAlignment(HorizontalAlignment.CENTER);
            heading.setMargin(8, 0, 2, 0);
            chart.setTitle(heading);
        }
        chart.addLegend(legend(renderer));
        return chart;
    }

    /** Uses the index as key, because names may repeat and keys may not. */
    private static XYSeries points(MetricSeries series, int index) {
        XYSeries points = new XYSeries(index, false, false);
        for (int i = 0; i < series.values().size(); i++) {
            if (!Double.isNaN(series.values().get(i))) {
                points.add(i, 100 * series.values().get(i));
            }
        }
        return points;
    }

    private void style(XYLineAndShapeRenderer renderer, int index) {
        float width = Math.max(1.6f, 4.4f - index * 0.8f);
        renderer.setSeriesPaint(index, color(index));
        renderer.setSeriesStroke(
                index, new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes(index), 0));
        double crowding = series.get(index).values().size() > 16 ? 0.6 : 1;
        renderer.setSeriesShape(index, sign(index, crowding * Math.max(3.4, 7.5 - 1.4 * index)));
        renderer.setSeriesShapesVisible(index, true);
    }

    private static Color color(int index) {
        return COLORS.get(index % COLORS.size());
    }

    private static float @Nullable [] dashes(int index) {
        return switch (index % 4) {
            case 1 -> new float[] {9, 5};
            case 2 -> new float[] {2.5f, 3};
            case 3 -> new float[] {10, 3, 2.5f, 3};
            default -> null;
        };
    }

    private static Shape sign(int index, double radius) {
        Rectangle2D square = new Rectangle2D.Double(-radius * 0.85, -radius * 0.85, radius * 1.7, radius * 1.7);
        return switch (index % 5) {
            case 0 -> new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
            case 1 -> square;
            case 2 -> triangle(radius, -1);
            case 3 -> AffineTransform.getRotateInstance(Math.PI / 4).createTransformedShape(square);
            default -> triangle(radius, 1);
        };
    }

    private static Shape triangle(double radius, int down) {
        Path2D triangle = new Path2D.Double();
        triangle.moveTo(0, down * radius * 1.1);
        triangle.lineTo(radius, -down * radius * 0.8);
        triangle.lineTo(-radius, -down * radius * 0.8);
        triangle.closePath();
        return triangle;
    }

    private NumberAxis iterationAxis() {
        int last = series.stream().mapToInt(s -> s.values().size() - 1).max().orElse(0);
        NumberAxis axis = axis("iteration (0 = initial ranking)");
        double room = Math.max(0.3, 0.03 * last);
        axis.setRange(-room, Math.max(last, 0) + room);
        axis.setTickUnit(new NumberTickUnit(tickStep(last), NumberFormat.getIntegerInstance(Locale.ROOT)));
        return axis;
    }

    /** Returns 1, 2, 5, 10, 20 …, so that the axis has at most a dozen labels. */
    private static int tickStep(int last) {
        for (int magnitude = 1; ; magnitude *= 10) {
            for (int factor : new int[] {1, 2, 5}) {
                if (last / (factor * magnitude) <= 12) {
                    return factor * magnitude;
                }
            }
        }
    }

    private NumberAxis percentAxis() {
        DoubleSummaryStatistics known = series.stream()
                .flatMap(s -> s.values().stream())
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .summaryStatistics();
        NumberAxis axis = axis("percent");
        if (known.getCount() == 0) {
            axis.setRange(0, 100);
            return axis;
        }
        double low = 100 * known.getMin();
        double high = 100 * known.getMax();
        double room = Math.max(0.5, 0.1 * (high - low));
        axis.setRange(Math.max(low - room, low >= 0 ? -1 : low - 1), Math.min(high + room, Math.max(102, high)));
        return axis;
    }

    private static NumberAxis axis(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setLabelFont(font(Font.PLAIN, 13));
        axis.setLabelPaint(TEXT);
        axis.setTickLabelFont(font(Font.PLAIN, 12));
        axis.setTickLabelPaint(TEXT);
        axis.setAxisLinePaint(GRID.darker());
        axis.setTickMarksVisible(false);
        return axis;
    }

    /** Replaces control characters, which XML does not allow. */
    private static String visible(String text) {
        return text.replaceAll("\\p{Cntrl}", "\ufffd");
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    private static XYLineAndShapeRenderer rings() {
        XYLineAndShapeRenderer rings = new XYLineAndShapeRenderer(false, true);
        rings.setDefaultShapesFilled(false);
        rings.setDefaultSeriesVisibleInLegend(false);
        rings.setAutoPopulateSeriesShape(false);
        rings.setDefaultShape(new Ellipse2D.Double(-10, -10, 20, 20));
        return rings;
    }

    private LegendTitle legend(XYLineAndShapeRenderer renderer) {
        renderer.setLegendLine(new Line2D.Double(-15, 0, 15, 0));
        renderer.setLegendItemLabelGenerator((data, index) -> {
            MetricSeries metric = series.get(index);
            int best = metric.best();
            return best < 0
                    ? visible(metric.name())
                    : String.format(
                            Locale.ROOT,
                            "%s (best %.1f at %d)  ",
                            visible(metric.name()),
                            100 * metric.values().get(best),
                            best);
        });
        LegendTitle legend = new LegendTitle(renderer);
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setItemFont(font(Font.PLAIN, 12));
        legend.setItemPaint(TEXT);
        legend.setFrame(BlockBorder.NONE);
        legend.setMargin(0, 8, 6, 8);
        return legend;
    }
}
