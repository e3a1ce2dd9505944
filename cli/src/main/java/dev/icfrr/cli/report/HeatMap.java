package dev.icfrr.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;

/**
 * A table of values in percent. The background shows the difference to a base: blue above, orange below, white at it.
 * The colors are distinguishable for every kind of color vision.
 *
 * @param title above the table; may be empty
 * @param across meaning of the columns
 * @param columns their names
 * @param down meaning of the rows
 * @param rows their names
 * @param values 0 to 1, by row and column
 * @param base value to compare with
 * @param marked index of the framed cell, counted along the rows; -1 for none
 */
public record HeatMap(
        String title,
        String across,
        List<String> columns,
        String down,
        List<String> rows,
        List<List<Double>> values,
        double base,
        int marked)
        implements Figure {
    private static final Color ABOVE = new Color(0, 114, 178);
    private static final Color BELOW = new Color(213, 94, 0);
    private static final Color TEXT = new Color(40, 42, 48);
    private static final int LEFT = 92;
    private static final int TOP = 78;
    private static final int MARGIN = 16;
    private static final int BOTTOM = 34;
    /** Smallest difference drawn in full color, so that noise does not stand out. */
    private static final double LEAST_SCALE = 0.02;

    /** Keeps copies of the lists. */
    public HeatMap {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        values = values.stream().map(List::copyOf).toList();
        int width = columns.size();
        if (width == 0 || values.isEmpty() || values.size() != rows.size()) {
            throw new IllegalArgumentException("a heat map needs as many rows and columns of values as names");
        }
        if (values.stream().anyMatch(row -> row.size() != width)) {
            throw new IllegalArgumentException("every row needs " + width + " values");
        }
    }

    @Override
    public void draw(Graphics2D g, int width, int height) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fill(new Rectangle2D.Double(0, 0, width, height));
        double cellWidth = (width - LEFT - MARGIN) / (double) columns.size();
        double cellHeight = (height - TOP - BOTTOM) / (double) rows.size();
        g.setColor(TEXT);
        g.setFont(font(Font.BOLD, 15));
        centered(g, title, width / 2.0, 24);
        g.setFont(font(Font.PLAIN, 13));
        centered(g, across, LEFT + columns.size() * cellWidth / 2, 48);
        g.drawString(down, MARGIN, TOP - 10);
        g.setFont(font(Font.PLAIN, 12));
        for (int column = 0; column < columns.size(); column++) {
            centered(g, columns.get(column), LEFT + (column + 0.5) * cellWidth, TOP - 10);
        }
        double scale = scale();
        for (int row = 0; row < rows.size(); row++) {
            double y = TOP + row * cellHeight;
            g.setColor(TEXT);
            g.setFont(font(Font.PLAIN, 12));
            right(g, rows.get(row), LEFT - 10, y + cellHeight / 2 + 4);
            for (int column = 0; column < columns.size(); column++) {
                cell(
                        g,
                        new Rectangle2D.Double(LEFT + column * cellWidth, y, cellWidth, cellHeight),
                        row,
                        column,
                        scale);
            }
        }
        g.setColor(TEXT);
        g.setFont(font(Font.PLAIN, 12));
        g.drawString(
                String.format(Locale.ROOT, "percent; white = %.1f, without re-ranking; framed = chosen", 100 * base),
                LEFT,
                height - 12);
    }

    private void cell(Graphics2D g, Rectangle2D place, int row, int column, double scale) {
        double value = values.get(row).get(column);
        double share = Math.clamp((value - base) / scale, -1.0, 1.0);
        g.setColor(mixed(share >= 0 ? ABOVE : BELOW, Math.abs(share)));
        g.fill(new Rectangle2D.Double(
                place.getX() + 0.5, place.getY() + 0.5, place.getWidth() - 1, place.getHeight() - 1));
        boolean chosen = row * columns.size() + column == marked;
        if (chosen) {
            g.setColor(TEXT);
            g.setStroke(new BasicStroke(2.5f));
            g.draw(new Rectangle2D.Double(
                    place.getX() + 1.5, place.getY() + 1.5, place.getWidth() - 3, place.getHeight() - 3));
        }
        g.setColor(Math.abs(share) > 0.6 ? Color.WHITE : TEXT);
        g.setFont(font(chosen ? Font.BOLD : Font.PLAIN, 12));
        centered(g, String.format(Locale.ROOT, "%.1f", 100 * value), place.getCenterX(), place.getCenterY() + 4);
    }

    /** Returns the largest difference to the base in either direction. */
    private double scale() {
        double largest = LEAST_SCALE;
        for (List<Double> row : values) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value - base));
            }
        }
        return largest;
    }

    private static Color mixed(Color color, double share) {
        return new Color(mixed(color.getRed(), share), mixed(color.getGreen(), share), mixed(color.getBlue(), share));
    }

    private static int mixed(int channel, double share) {
        return (int) Math.round(255 + (channel - 255) * share);
    }

    private static void centered(Graphics2D g, String text, double x, double y) {
        FontMetrics metrics = g.getFontMetrics();
        g.drawString(text, (float) (x - metrics.stringWidth(text) / 2.0), (float) y);
    }

    private static void right(Graphics2D g, String text, double x, double y) {
        g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text)), (float) y);
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
