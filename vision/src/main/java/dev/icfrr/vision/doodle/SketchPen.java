package dev.icfrr.vision.doodle;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Draws a figure as a quick sketch: wobbly strokes of uneven width that miss their ends and omit parts. */
final class SketchPen {

    /** Distance of the points where a stroke bends, in units of the figure's box. */
    private static final double STEP = 1.5;

    private final ImageRandom chance;
    private final double difficulty;
    private final double scale;
    private final AffineTransform view = new AffineTransform();
    private final double[] phases = new double[8];
    private final double sway;
    private final double width;

    private SketchPen(ImageRandom chance, double difficulty, int size) {
        this.chance = chance;
        this.difficulty = difficulty;
        this.scale = size / 100.0;
        for (int i = 0; i < phases.length; i++) {
            phases[i] = chance.between(0, 2 * Math.PI);
        }
        this.sway = chance.between(0.8, 1.6) * (0.5 + difficulty);
        this.width = chance.between(1.1, 1.9);
        double tilt = 0.16 * difficulty;
        double zoom = chance.between(0.86 - 0.16 * difficulty, 0.94);
        view.translate(50 + chance.between(-6, 6) * difficulty, 50 + chance.between(-6, 6) * difficulty);
        view.rotate(chance.between(-tilt, tilt));
        view.shear(chance.between(-tilt, tilt), 0);
        double stretch = 1 + chance.between(-0.16, 0.16) * difficulty;
        view.scale((chance.chance(0.5 * difficulty) ? -1 : 1) * zoom * stretch, zoom / stretch);
        view.translate(-50, -50);
    }

    static BufferedImage draw(VectorFigure figure, int size, double difficulty, ImageRandom chance) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, size, size);
        SketchPen pen = new SketchPen(chance, difficulty, size);
        for (VectorFigure.Part part : figure.parts()) {
            if (!part.detail() || !chance.chance(0.2 + 0.45 * difficulty)) {
                pen.part(g, part);
            }
        }
        g.dispose();
        return image;
    }

    private void part(Graphics2D g, VectorFigure.Part part) {
        List<List<Point2D>> outlines = outlines(part.shape());
        if (part.isFilled() && part.color().equals(Palette.INK)) {
            g.setColor(Palette.INK);
            g.fill(path(outlines));
        } else if (part.isFilled() && chance.chance(1 - 0.15 * difficulty)) {
            g.setColor(Color.WHITE);
            g.fill(path(outlines));
        }
        for (List<Point2D> outline : outlines) {
            boolean closed = outline.getFirst().distance(outline.getLast()) < 2 * STEP && outline.size() > 4;
            stroke(g, closed ? openedSomewhere(outline) : outline);
            if (chance.chance(0.12 * difficulty)) {
                stroke(g, closed ? openedSomewhere(outline) : outline);
            }
        }
    }

    /** Returns the lines of the shape as evenly spaced points, displaced by the sway of the hand. */
    private List<List<Point2D>> outlines(Shape shape) {
        List<List<Point2D>> outlines = new ArrayList<>();
        double[] at = new double[6];
        Point2D start = new Point2D.Double();
        Point2D last = new Point2D.Double();
        List<Point2D> current = new ArrayList<>();
        for (PathIterator i = shape.getPathIterator(null, 0.2); !i.isDone(); i.next()) {
            int kind = i.currentSegment(at);
            if (kind == PathIterator.SEG_MOVETO) {
                start = new Point2D.Double(at[0], at[1]);
                last = start;
                current = new ArrayList<>(List.of(bent(start)));
                outlines.add(current);
            } else {
                Point2D to = kind == PathIterator.SEG_CLOSE ? start : new Point2D.Double(at[0], at[1]);
                int steps = (int) Math.ceil(last.distance(to) / STEP);
                for (int step = 1; step <= steps; step++) {
                    double t = (double) step / steps;
                    current.add(bent(new Point2D.Double(
                            last.getX() + t * (to.getX() - last.getX()), last.getY() + t * (to.getY() - last.getY()))));
                }
                last = to;
            }
        }
        outlines.removeIf(outline -> outline.size() < 2);
        return outlines;
    }

    /** The same slow waves displace the whole figure, so that its parts stay together. */
    private Point2D bent(Point2D p) {
        double x = p.getX();
        double y = p.getY();
        double dx = Math.sin(0.07 * y + phases[0]) + 0.5 * Math.sin(0.17 * y + 0.05 * x + phases[1]);
        double dy = Math.sin(0.07 * x + phases[2]) + 0.5 * Math.sin(0.16 * x + 0.06 * y + phases[3]);
        return view.transform(new Point2D.Double(x + sway * dx, y + sway * dy), null);
    }

    /** Returns a closed line with a random start, ending before or after its start. */
    private List<Point2D> openedSomewhere(List<Point2D> outline) {
        int n = outline.size();
        int start = chance.whole(0, n - 1);
        int length = Math.max(2, (int) Math.round(n * (1 + chance.between(-0.05, 0.05) * difficulty)));
        List<Point2D> line = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            line.add(outline.get((start + i) % n));
        }
        return line;
    }

    private void stroke(Graphics2D g, List<Point2D> points) {
        double shake = chance.between(0.15, 0.5) * (0.4 + difficulty);
        double phase = chance.between(0, 6);
        double pressure = width * chance.between(0.85, 1.15);
        double offsetX = chance.between(-0.7, 0.7) * difficulty;
        double offsetY = chance.between(-0.7, 0.7) * difficulty;
        g.setColor(Palette.INK);
        Point2D before = null;
        for (int i = 0; i < points.size(); i++) {
            double t = i * 0.35 + phase;
            Point2D p = new Point2D.Double(
                    (points.get(i).getX() + offsetX + shake * Math.sin(1.7 * t)) * scale,
                    (points.get(i).getY() + offsetY + shake * Math.sin(2.1 * t + 1)) * scale);
            if (before != null) {
                double press = pressure * (1 + 0.22 * Math.sin(0.6 * t + phase));
                g.setStroke(new BasicStroke(
                        (float) Math.max(0.8, press * scale), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
                g.draw(new Line2D.Double(before, p));
            }
            before = p;
        }
    }

    private Path2D path(List<List<Point2D>> outlines) {
        Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        for (List<Point2D> points : outlines) {
            path.moveTo(points.getFirst().getX() * scale, points.getFirst().getY() * scale);
            for (Point2D p : points) {
                path.lineTo(p.getX() * scale, p.getY() * scale);
            }
            path.closePath();
        }
        return path;
    }
}
