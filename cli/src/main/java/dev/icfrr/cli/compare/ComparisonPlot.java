package dev.icfrr.cli.compare;

import dev.icfrr.cli.report.Figure;
import dev.icfrr.metrics.Measure;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Locale;

/** The means of one metric as horizontal bars, with a line at the value of the first row. */
public record ComparisonPlot(Comparison comparison, Measure measure) implements Figure {
    /** In pixels; see {@link #height}. */
    public static final int WIDTH = 860;

    private static final int BAR = 18;
    private static final int STEP = 27;
    private static final int TOP = 44;
    private static final int BOTTOM = 14;
    private static final int NAMES = 360;
    private static final int VALUE = 60;
    private static final Color TEXT = new Color(40, 40, 47);
    private static final Color OURS = new Color(213, 94, 0);
    private static final Color OTHERS = new Color(0, 114, 178);
    private static final BasicStroke DASHES =
            new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {3, 3}, 0);

    /** Returns the height that the rows need, in pixels. */
    public int height() {
        return Math.max(150, TOP + comparison.rows().size() * STEP + BOTTOM);
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fill(new Rectangle2D.Double(0, 0, width, height));
        g.setColor(TEXT);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        g.drawString(measure.label() + ", percent", NAMES, 24);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        double whole = width - NAMES - VALUE;
        for (int i = 0; i < comparison.rows().size(); i++) {
            row(g, comparison.rows().get(i), TOP + i * STEP, whole);
        }
        double base = NAMES + whole * comparison.rows().getFirst().evaluation().mean(measure);
        g.setStroke(DASHES);
        g.draw(new Line2D.Double(base, TOP - 6, base, TOP + comparison.rows().size() * STEP));
    }

    private void row(Graphics2D g, ComparisonRow row, int y, double whole) {
        double mean = row.evaluation().mean(measure);
        String name = fitting(plain(row.name()), g.getFontMetrics());
        g.setColor(TEXT);
        g.drawString(name, NAMES - 8 - g.getFontMetrics().stringWidth(name), y + 14);
        g.drawString(String.format(Locale.ROOT, "%.2f", 100 * mean), (float) (NAMES + whole * mean + 6), y + 14);
        g.setColor(row.name().contains("icfrr") ? OURS : OTHERS);
        g.fill(new Rectangle2D.Double(NAMES, y, whole * mean, BAR));
        g.setColor(TEXT);
    }

    /** Removes default parameters, so that names that differ at the end stay distinguishable. */
    private static String plain(String name) {
        return name.replaceAll("\\p{Cntrl}", "\ufffd")
                .replaceAll(",?(beta=0\\.5|n_times=5|update=reference)(?=,|$)", "");
    }

    /** Shortens a name to fit. The end of a path says more than its start. */
    private static String fitting(String name, FontMetrics metrics) {
        if (metrics.stringWidth(name) <= NAMES - 16) {
            return name;
        }
        boolean path = name.contains("/") || name.contains("\\");
        for (int length = name.length() - 1; length > 1; length--) {
            String cut =
                    path ? "\u2026" + name.substring(name.length() - length) : name.substring(0, length) + "\u2026";
            if (metrics.stringWidth(cut) <= NAMES - 16) {
                return cut;
            }
        }
        return "\u2026";
    }
}
