package dev.icfrr.vision.doodle;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Paints a figure as a shaded color image: lit from one side, with a soft shadow, in front of a scene. */
final class PaintBrush {

    private final ImageRandom chance;
    private final int size;
    private final double difficulty;
    private final double lightX;
    private final double lightY;

    private PaintBrush(ImageRandom chance, int size, double difficulty) {
        this.chance = chance;
        this.size = size;
        this.difficulty = difficulty;
        double angle = chance.between(-2.4, -0.8);
        this.lightX = Math.cos(angle);
        this.lightY = Math.sin(angle);
    }

    static BufferedImage paint(VectorFigure figure, int size, double difficulty, ImageRandom chance) {
        return new PaintBrush(chance, size, difficulty).image(figure);
    }

    private BufferedImage image(VectorFigure figure) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = graphics(image);
        Backdrop.paint(g, size, difficulty, chance);
        AffineTransform view = view();
        List<Shape> shapes = new ArrayList<>();
        for (VectorFigure.Part part : figure.parts()) {
            Shape shape = part.isFilled()
                    ? part.shape()
                    : new BasicStroke((float) part.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                            .createStrokedShape(part.shape());
            shapes.add(view.createTransformedShape(shape));
        }
        shadow(g, shapes);
        for (int i = 0; i < shapes.size(); i++) {
            part(g, shapes.get(i), figure.parts().get(i));
        }
        g.dispose();
        grain(image);
        return image;
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        return g;
    }

    /** Returns the view of the figure's box of 100 x 100 units: rotated, foreshortened and moved. */
    private AffineTransform view() {
        double turn = 0.42 * difficulty;
        double zoom = size / 100.0 * chance.between(0.92 - 0.4 * difficulty, 0.92);
        double room = Math.max(0, size / 2.0 - zoom * 46);
        AffineTransform view = new AffineTransform();
        view.translate(size / 2.0 + chance.between(-room, room) * 0.8, size / 2.0 + chance.between(-room, room) * 0.8);
        view.rotate(chance.between(-turn, turn));
        view.shear(chance.between(-turn, turn) * 0.5, chance.between(-turn, turn) * 0.3);
        double side = chance.chance(0.5 * difficulty) ? -1 : 1;
        view.scale(
                side * zoom * chance.between(1 - 0.3 * difficulty, 1), zoom * chance.between(1 - 0.2 * difficulty, 1));
        view.translate(-50, -50);
        return view;
    }

    private void shadow(Graphics2D g, List<Shape> shapes) {
        int small = Math.max(4, size / 6);
        BufferedImage blurred = new BufferedImage(small, small, BufferedImage.TYPE_INT_ARGB);
        Graphics2D s = graphics(blurred);
        s.scale((double) small / size, (double) small / size);
        s.translate(-lightX * size * 0.045, -lightY * size * 0.045);
        s.setColor(new Color(20, 18, 40));
        shapes.forEach(s::fill);
        s.dispose();
        // Enlarging a small image of the shadow blurs the edge.
        for (int x = 0; x < small; x++) {
            for (int y = 0; y < small; y++) {
                int argb = blurred.getRGB(x, y);
                blurred.setRGB(x, y, ((argb >>> 24) * 45 / 100) << 24 | (argb & 0xffffff));
            }
        }
        g.drawImage(blurred, 0, 0, size, size, null);
    }

    private void part(Graphics2D g, Shape shape, VectorFigure.Part part) {
        Rectangle2D bounds = shape.getBounds2D();
        if (bounds.getWidth() < 0.5 || bounds.getHeight() < 0.5) {
            return;
        }
        g.setPaint(shading(bounds, part.color()));
        g.fill(shape);
        if (part.isFilled()) {
            g.setColor(Palette.clear(Palette.shade(part.color(), -0.6), 0.5));
            g.setStroke(new BasicStroke(Math.max(0.6f, size / 170f)));
            g.draw(shape);
            gloss(g, shape, bounds);
        }
    }

    private Paint shading(Rectangle2D bounds, Color color) {
        double reach = Math.max(bounds.getWidth(), bounds.getHeight());
        float[] stops = {0f, 0.45f, 1f};
        Color[] colors = {Palette.shade(color, 0.35), color, Palette.shade(color, -0.38)};
        double x = bounds.getCenterX();
        double y = bounds.getCenterY();
        boolean round = Math.min(bounds.getWidth(), bounds.getHeight()) > 0.6 * reach;
        if (round) {
            Point2D lit = new Point2D.Double(x + lightX * reach * 0.25, y + lightY * reach * 0.25);
            return new RadialGradientPaint(lit, (float) (reach * 0.8), stops, colors);
        }
        return new LinearGradientPaint(
                new Point2D.Double(x + lightX * reach * 0.5, y + lightY * reach * 0.5),
                new Point2D.Double(x - lightX * reach * 0.5, y - lightY * reach * 0.5),
                stops,
                colors);
    }

    /** Draws a soft bright spot on large parts. */
    private void gloss(Graphics2D g, Shape shape, Rectangle2D bounds) {
        double reach = Math.min(bounds.getWidth(), bounds.getHeight());
        if (reach < size * 0.16) {
            return;
        }
        double x = bounds.getCenterX() + lightX * bounds.getWidth() * 0.27;
        double y = bounds.getCenterY() + lightY * bounds.getHeight() * 0.27;
        Graphics2D clipped = (Graphics2D) g.create();
        clipped.clip(shape);
        clipped.setPaint(new RadialGradientPaint(
                new Point2D.Double(x, y), (float) (reach * 0.3), new float[] {0f, 1f}, new Color[] {
                    Palette.clear(Color.WHITE, 0.5), Palette.clear(Color.WHITE, 0)
                }));
        clipped.fill(new Ellipse2D.Double(x - reach * 0.3, y - reach * 0.3, reach * 0.6, reach * 0.6));
        clipped.dispose();
    }

    /** Film grain, and darker corners. */
    private void grain(BufferedImage image) {
        double strength = 3 + 5 * difficulty;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double dx = (x + 0.5) / size - 0.5;
                double dy = (y + 0.5) / size - 0.5;
                double vignette = 1 - 0.35 * (dx * dx + dy * dy);
                double noise = chance.between(-strength, strength);
                int rgb = image.getRGB(x, y);
                image.setRGB(
                        x,
                        y,
                        level((rgb >> 16) & 0xff, vignette, noise) << 16
                                | level((rgb >> 8) & 0xff, vignette, noise) << 8
                                | level(rgb & 0xff, vignette, noise));
            }
        }
    }

    private static int level(int value, double factor, double noise) {
        return Math.clamp(Math.round(value * factor + noise), 0, 255);
    }
}
