package dev.icfrr.vision.doodle;

import static dev.icfrr.vision.doodle.Curves.ellipse;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;

/** The background of a painted figure, in units of 100 x 100. */
final class Backdrop {

    private Backdrop() {}

    static void paint(Graphics2D target, int size, double clutter, ImageRandom c) {
        Graphics2D g = (Graphics2D) target.create();
        g.transform(AffineTransform.getScaleInstance(size / 100.0, size / 100.0));
        switch (c.whole(0, 3)) {
            case 0 -> sky(g, clutter, c);
            case 1 -> room(g, c);
            case 2 -> lights(g, clutter, c);
            default -> studio(g, c);
        }
        g.dispose();
    }

    private static void sky(Graphics2D g, double clutter, ImageRandom c) {
        double hue = c.between(0.5, 0.62);
        vertical(g, 0, 100, Palette.hsb(hue, c.between(0.3, 0.55), 0.93), Palette.hsb(hue, 0.08, 0.99));
        for (int i = 0; i < c.whole(0, 1 + (int) (3 * clutter)); i++) {
            double x = c.between(5, 95);
            double y = c.between(6, 40);
            for (int puff = -1; puff <= 1; puff++) {
                soft(g, Color.WHITE, 0.75, x + 9 * puff, y + 2 * Math.abs(puff), 11 - 3 * Math.abs(puff));
            }
        }
        double horizon = c.between(68, 88);
        Path2D hill = new Path2D.Double();
        hill.moveTo(0, horizon + c.between(-6, 6));
        hill.curveTo(30, horizon - c.between(0, 12), 65, horizon + c.between(0, 10), 100, horizon + c.between(-6, 6));
        hill.lineTo(100, 100);
        hill.lineTo(0, 100);
        hill.closePath();
        Color meadow = Palette.hsb(c.between(0.22, 0.36), c.between(0.25, 0.5), c.between(0.65, 0.85));
        g.setPaint(new GradientPaint(0, (float) horizon, Palette.shade(meadow, 0.25), 0, 100, meadow));
        g.fill(hill);
    }

    private static void room(Graphics2D g, ImageRandom c) {
        Color wall = Palette.hsb(c.between(0, 1), c.between(0.08, 0.3), c.between(0.75, 0.95));
        Color table = Palette.hsb(c.between(0.04, 0.1), c.between(0.25, 0.5), c.between(0.5, 0.75));
        double edge = c.between(60, 82);
        vertical(g, 0, edge, Palette.shade(wall, -0.12), Palette.shade(wall, 0.2));
        vertical(g, edge, 100, Palette.shade(table, 0.15), Palette.shade(table, -0.2));
    }

    private static void lights(Graphics2D g, double clutter, ImageRandom c) {
        Color base = Palette.hsb(c.between(0, 1), c.between(0.25, 0.5), c.between(0.45, 0.75));
        vertical(g, 0, 100, Palette.shade(base, 0.15), Palette.shade(base, -0.3));
        for (int i = 0; i < 4 + (int) (14 * clutter); i++) {
            g.setColor(Palette.clear(Palette.shade(base, c.between(0.2, 0.6)), c.between(0.08, 0.25)));
            double r = c.between(4, 13);
            g.fill(ellipse(c.between(0, 100), c.between(0, 100), r, r));
        }
    }

    private static void studio(Graphics2D g, ImageRandom c) {
        Color base = Palette.hsb(c.between(0, 1), c.between(0.1, 0.45), c.between(0.7, 0.95));
        g.setPaint(new RadialGradientPaint(
                new Point2D.Double(c.between(30, 70), c.between(20, 50)), 90f, new float[] {0f, 1f}, new Color[] {
                    Palette.shade(base, 0.4), Palette.shade(base, -0.3)
                }));
        g.fill(Curves.box(0, 0, 100, 100));
    }

    private static void vertical(Graphics2D g, double top, double bottom, Color from, Color to) {
        g.setPaint(new GradientPaint(0, (float) top, from, 0, (float) bottom, to));
        g.fill(Curves.box(0, top, 100, bottom));
    }

    private static void soft(Graphics2D g, Color color, double opacity, double x, double y, double r) {
        g.setPaint(new RadialGradientPaint(new Point2D.Double(x, y), (float) r, new float[] {0.2f, 1f}, new Color[] {
            Palette.clear(color, opacity), Palette.clear(color, 0)
        }));
        g.fill(ellipse(x, y, r, r));
    }
}
