package dev.icfrr.vision.sheet;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/** Signs drawn as shapes. They need no font, and differ in form as well as in color. */
final class Marks {

    static final Color RIGHT = new Color(0, 140, 100);
    static final Color WRONG = new Color(205, 62, 20);
    static final Color NEUTRAL = new Color(128, 132, 140);

    private Marks() {}

    static Color color(SheetRow.Verdict verdict) {
        return switch (verdict) {
            case RIGHT -> RIGHT;
            case WRONG -> WRONG;
            case UNKNOWN -> NEUTRAL;
        };
    }

    /** Draws a disc with a tick, a cross or a dot. */
    static void badge(Graphics2D g, SheetRow.Verdict verdict, double x, double y, double size) {
        g.setColor(Color.WHITE);
        g.fill(new Ellipse2D.Double(x - 1, y - 1, size + 2, size + 2));
        g.setColor(color(verdict));
        g.fill(new Ellipse2D.Double(x, y, size, size));
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke((float) Math.max(1.2, size * 0.13), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        switch (verdict) {
            case RIGHT -> {
                Path2D tick = new Path2D.Double();
                tick.moveTo(x + size * 0.27, y + size * 0.53);
                tick.lineTo(x + size * 0.44, y + size * 0.7);
                tick.lineTo(x + size * 0.74, y + size * 0.33);
                g.draw(tick);
            }
            case WRONG -> {
                g.draw(new Line2D.Double(x + size * 0.32, y + size * 0.32, x + size * 0.68, y + size * 0.68));
                g.draw(new Line2D.Double(x + size * 0.68, y + size * 0.32, x + size * 0.32, y + size * 0.68));
            }
            case UNKNOWN -> g.fill(new Ellipse2D.Double(x + size * 0.36, y + size * 0.36, size * 0.28, size * 0.28));
        }
    }

    /** Draws an arrow head, upwards or downwards. */
    static void arrow(Graphics2D g, boolean up, double x, double y, double size) {
        Path2D head = new Path2D.Double();
        head.moveTo(x, up ? y + size * 0.86 : y);
        head.lineTo(x + size, up ? y + size * 0.86 : y);
        head.lineTo(x + size / 2, up ? y : y + size * 0.86);
        head.closePath();
        g.fill(head);
    }
}
