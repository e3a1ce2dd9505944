package dev.icfrr.vision.doodle;

import static dev.icfrr.vision.doodle.Curves.blob;
import static dev.icfrr.vision.doodle.Curves.circle;
import static dev.icfrr.vision.doodle.Curves.ellipse;
import static dev.icfrr.vision.doodle.Curves.line;
import static dev.icfrr.vision.doodle.Curves.polygon;
import static dev.icfrr.vision.doodle.Curves.roundBox;
import static dev.icfrr.vision.doodle.Curves.smooth;

import java.awt.Color;
import java.awt.geom.Path2D;

/** Draws vehicles. */
final class Vehicles {

    private Vehicles() {}

    static VectorFigure sailboat(ImageRandom c) {
        double mast = c.between(46, 54);
        double top = c.between(6, 14);
        double boom = c.between(64, 69);
        double bow = c.between(84, 94);
        Color hull = Palette.strong(c, 0.0, 0.05, 0.08, 0.6);
        Color sail = c.chance(0.5) ? Palette.CREAM : Palette.hsb(c.between(0, 1), c.between(0.15, 0.6), 0.97);
        Color jib = c.chance(0.5) ? sail : Palette.strong(c, 0.0, 0.12, 0.58);
        VectorFigure f = new VectorFigure();
        f.line(Palette.hsb(0.08, 0.5, 0.45), 2.2, line(mast, 74, mast, top - 2));
        f.fill(sail, sail(mast + 2, top + 2, mast + c.between(26, 34), boom, 4));
        f.fill(jib, sail(mast - 2, top + 8, mast - c.between(20, 28), boom, -3));
        f.fillDetail(Palette.strong(c, 0.0, 0.15), polygon(mast, top - 4, mast + 11, top - 1, mast, top + 2));
        Path2D body = new Path2D.Double();
        body.moveTo(100 - bow, 73);
        body.lineTo(bow, 73);
        body.quadTo(bow - 8, 90, bow - 18, 90);
        body.lineTo(100 - bow + 16, 90);
        body.quadTo(100 - bow + 4, 86, 100 - bow, 73);
        body.closePath();
        f.fill(hull, body);
        f.lineDetail(Palette.shade(hull, 0.6), 2, line(100 - bow + 3, 78, bow - 3, 78));
        Color water = Palette.hsb(0.56, 0.5, 0.8);
        f.lineDetail(water, 2.2, smooth(4, 93, 16, 89, 28, 94, 40, 89, 52, 94, 64, 89, 76, 94, 88, 89, 97, 93));
        return f;
    }

    private static Path2D sail(double mastX, double top, double clewX, double boom, double belly) {
        Path2D path = new Path2D.Double();
        path.moveTo(mastX, top);
        path.quadTo((mastX + clewX) / 2 + belly, (top + boom) / 2 - 4, clewX, boom);
        path.lineTo(mastX, boom);
        path.closePath();
        return path;
    }

    static VectorFigure car(ImageRandom c) {
        double roof = c.between(28, 36);
        double front = c.between(24, 32);
        double rear = c.between(70, 80);
        double r = c.between(9, 11.5);
        Color paint = Palette.any(c);
        Color glass = Palette.hsb(0.55, c.between(0.15, 0.35), c.between(0.8, 0.97));
        VectorFigure f = new VectorFigure();
        f.fill(
                paint,
                blob(
                        4,
                        62,
                        7,
                        54,
                        front - 4,
                        49,
                        front + 10,
                        roof,
                        50,
                        roof - 2,
                        rear - 8,
                        roof,
                        rear + 8,
                        49,
                        94,
                        54,
                        96,
                        66,
                        92,
                        71,
                        50,
                        72,
                        8,
                        71));
        f.fill(glass, polygon(front + 3, 49, front + 12, roof + 5, 47, roof + 4, 47, 49));
        f.fill(glass, polygon(51, 49, 51, roof + 4, rear - 10, roof + 5, rear + 2, 49));
        f.lineDetail(Palette.shade(paint, -0.4), 1.2, line(49, 50, 49, 69));
        f.lineDetail(Palette.shade(paint, -0.4), 1.8, line(53, 56, 58, 56));
        f.fillDetail(new Color(255, 236, 160), ellipse(8, 58, 3, 3.4));
        f.fillDetail(new Color(205, 50, 45), ellipse(94, 59, 2, 3.2));
        for (double x : new double[] {25, 76}) {
            f.fill(new Color(48, 48, 54), circle(x, 71, r));
            f.fill(new Color(196, 198, 204), circle(x, 71, r * 0.48));
        }
        return f;
    }

    static VectorFigure rocket(ImageRandom c) {
        double wide = c.between(12, 18);
        double top = c.between(4, 10);
        Color body = c.chance(0.6) ? new Color(232, 234, 240) : Palette.any(c);
        Color fin = Palette.strong(c, 0.0, 0.07, 0.58, 0.8);
        Color fire = new Color(255, 150, 40);
        VectorFigure f = new VectorFigure();
        double flame = c.between(90, 98);
        f.fill(
                fire,
                blob(50 - wide * 0.55, 74, 50 + wide * 0.55, 74, 50 + wide * 0.4, 84, 50, flame, 50 - wide * 0.4, 84));
        f.fillDetail(new Color(255, 225, 110), ellipse(50, 79, wide * 0.25, 6));
        double spread = c.between(11, 17);
        for (int side = -1; side <= 1; side += 2) {
            f.fill(
                    fin,
                    polygon(
                            50 + side * wide * 0.9,
                            52,
                            50 + side * (wide + spread),
                            72,
                            50 + side * (wide + spread),
                            84,
                            50 + side * wide * 0.6,
                            74));
        }
        Path2D hull = new Path2D.Double();
        hull.moveTo(50, top);
        hull.curveTo(50 + wide * 1.3, 26, 50 + wide * 1.2, 58, 50 + wide * 0.65, 76);
        hull.lineTo(50 - wide * 0.65, 76);
        hull.curveTo(50 - wide * 1.2, 58, 50 - wide * 1.3, 26, 50, top);
        hull.closePath();
        f.fill(body, hull);
        Path2D nose = new Path2D.Double();
        nose.moveTo(50, top);
        nose.quadTo(50 + wide * 0.62, top + 11, 50 + wide * 0.78, top + 20);
        nose.lineTo(50 - wide * 0.78, top + 20);
        nose.quadTo(50 - wide * 0.62, top + 11, 50, top);
        nose.closePath();
        f.fill(fin, nose);
        f.fill(Palette.shade(fin, -0.3), circle(50, 42, wide * 0.48));
        f.fill(Palette.hsb(0.54, 0.4, 0.95), circle(50, 42, wide * 0.33));
        f.lineDetail(Palette.shade(body, -0.35), 1.5, line(50 - wide * 0.93, 62, 50 + wide * 0.93, 62));
        return f;
    }

    static VectorFigure balloon(ImageRandom c) {
        double r = c.between(27, 34);
        double top = c.between(4, 9);
        double basket = c.between(84, 90);
        Color first = Palette.any(c);
        Color second = c.chance(0.5) ? Palette.CREAM : Palette.any(c);
        VectorFigure f = new VectorFigure();
        for (int side = -1; side <= 1; side += 2) {
            f.line(new Color(110, 84, 60), 1.2, line(50 + side * 9, top + 2 * r, 50 + side * 6, basket - 8));
        }
        double[] edge = {-1, -0.64, -0.22, 0.22, 0.64, 1};
        for (int i = 0; i < 5; i++) {
            Path2D gore = new Path2D.Double();
            gore.moveTo(50, top);
            meridian(gore, edge[i], r, top, true);
            meridian(gore, edge[i + 1], r, top, false);
            gore.closePath();
            f.fill(i % 2 == 0 ? first : second, gore);
        }
        f.fill(new Color(164, 112, 62), roundBox(43, basket - 8, 57, basket + 5, 2));
        f.lineDetail(new Color(110, 72, 40), 1.2, line(43, basket - 2, 57, basket - 2));
        return f;
    }

    private static void meridian(Path2D path, double edge, double r, double top, boolean down) {
        double bulge = 50 + edge * r * 1.32;
        double neck = 50 + edge * 9;
        if (down) {
            path.curveTo(bulge, top, bulge, top + r * 1.3, neck, top + 2 * r);
        } else {
            path.lineTo(neck, top + 2 * r);
            path.curveTo(bulge, top + r * 1.3, bulge, top, 50, top);
        }
    }

    static VectorFigure bicycle(ImageRandom c) {
        double r = c.between(17, 20);
        double saddle = c.between(32, 38);
        Color tire = new Color(52, 52, 58);
        Color frame = Palette.any(c);
        VectorFigure f = new VectorFigure();
        for (double x : new double[] {23, 77}) {
            f.line(tire, 3, circle(x, 66, r));
            for (int i = 0; i < 4; i++) {
                double dx = (r - 1) * Math.cos(i * Math.PI / 4);
                double dy = (r - 1) * Math.sin(i * Math.PI / 4);
                f.lineDetail(new Color(150, 152, 158), 0.8, line(x - dx, 66 - dy, x + dx, 66 + dy));
            }
        }
        f.line(frame, 2.8, line(23, 66, 47, 66, 38, 44, 23, 66));
        f.line(frame, 2.8, line(38, 44, 66, 42, 47, 66));
        f.line(frame, 2.8, line(77, 66, 66, 42, 64, 34));
        f.line(frame, 2.6, line(38, 44, 36, saddle + 2));
        f.line(tire, 2.4, smooth(64, 34, 60, 30, 68, 28, 73, 31));
        f.fill(new Color(80, 56, 44), blob(28, saddle, 36, saddle - 3, 45, saddle, 36, saddle + 3));
        f.fillDetail(new Color(120, 122, 128), circle(47, 66, 4));
        f.lineDetail(tire, 2, line(47, 66, 51, 76, 55, 76));
        return f;
    }
}
