package dev.icfrr.vision.doodle;

import static dev.icfrr.vision.doodle.Curves.blob;
import static dev.icfrr.vision.doodle.Curves.circle;
import static dev.icfrr.vision.doodle.Curves.ellipse;
import static dev.icfrr.vision.doodle.Curves.polygon;
import static dev.icfrr.vision.doodle.Curves.smooth;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;

/** Draws plants. */
final class Plants {

    private Plants() {}

    static VectorFigure mushroom(ImageRandom c) {
        double wide = c.between(30, 42);
        double top = c.between(12, 24);
        double stem = c.between(8, 13);
        Color cap = Palette.strong(c, 0.0, 0.02, 0.08, 0.1);
        Color stalk = Palette.hsb(0.11, c.between(0.08, 0.25), 0.95);
        VectorFigure f = new VectorFigure();
        f.fill(
                stalk,
                blob(
                        50 - stem,
                        50,
                        50 + stem,
                        50,
                        50 + stem * 0.9,
                        72,
                        50 + stem * 1.4,
                        88,
                        50,
                        92,
                        50 - stem * 1.4,
                        88,
                        50 - stem * 0.9,
                        72));
        f.lineDetail(Palette.shade(stalk, -0.25), 2, smooth(50 - stem, 64, 50, 68, 50 + stem, 64));
        f.fill(
                cap,
                blob(
                        50 - wide,
                        52,
                        50 - wide * 0.85,
                        34,
                        50 - wide * 0.4,
                        top + 2,
                        50,
                        top,
                        50 + wide * 0.4,
                        top + 2,
                        50 + wide * 0.85,
                        34,
                        50 + wide,
                        52,
                        50 + wide * 0.5,
                        57,
                        50,
                        59,
                        50 - wide * 0.5,
                        57));
        double[][] spots = {{-0.5, 0.66, 5.5}, {0.05, 0.3, 6.5}, {0.55, 0.6, 5}, {0.02, 0.8, 4}, {-0.28, 0.4, 3}};
        for (double[] spot : spots) {
            double size = spot[2] * c.between(0.75, 1.15);
            f.fillDetail(Palette.CREAM, ellipse(50 + wide * spot[0], top + (54 - top) * spot[1], size, size * 0.8));
        }
        return f;
    }

    static VectorFigure flower(ImageRandom c) {
        int petals = c.whole(5, 8);
        double inner = c.between(6, 9);
        double length = c.between(12, 16);
        double lean = c.between(-8, 8);
        Color petal = Palette.strong(c, 0.0, 0.13, 0.6, 0.78, 0.9, 0.95);
        Color heart = Palette.strong(c, 0.09, 0.14);
        Color green = Palette.strong(c, 0.28, 0.33, 0.38);
        VectorFigure f = new VectorFigure();
        f.line(green, 3, smooth(50 + lean, 36, 50 + lean * 0.3, 62, 50, 95));
        f.fill(green, blob(50, 82, 60, 66, 76, 62, 70, 76, 58, 83));
        if (c.chance(0.75)) {
            f.fill(green, blob(50, 88, 40, 72, 25, 69, 31, 82, 42, 89));
        }
        double start = c.between(0, Math.PI);
        for (int i = 0; i < petals; i++) {
            AffineTransform turn = AffineTransform.getTranslateInstance(50 + lean, 33);
            turn.rotate(start + 2 * Math.PI * i / petals);
            double half = (inner + length / 2) * Math.sin(Math.PI / petals) * 1.05;
            f.fill(petal, turn.createTransformedShape(ellipse(inner + length / 2, 0, length / 2 + 3, half)));
        }
        f.fill(heart, circle(50 + lean, 33, inner));
        return f;
    }

    static VectorFigure tree(ImageRandom c) {
        Color bark = Palette.hsb(c.between(0.05, 0.09), c.between(0.4, 0.65), c.between(0.35, 0.55));
        Color leaf = Palette.strong(c, 0.22, 0.28, 0.33, 0.1);
        VectorFigure f = new VectorFigure();
        double trunk = c.between(4.5, 8);
        f.fill(bark, polygon(50 - trunk, 55, 50 + trunk, 55, 50 + trunk * 1.5, 94, 50 - trunk * 1.5, 94));
        if (c.chance(0.35)) {
            for (int i = 2; i >= 0; i--) {
                double wide = 20 + 8 * i;
                double top = 8 + 19 * i;
                f.fill(leaf, polygon(50 - wide, top + 28, 50, top - 3, 50 + wide, top + 28));
            }
            return f;
        }
        Area crown = new Area(circle(50, 36, c.between(19, 24)));
        int lobes = c.whole(5, 7);
        for (int i = 0; i < lobes; i++) {
            double angle = 2 * Math.PI * i / lobes + c.between(-0.2, 0.2);
            crown.add(new Area(circle(
                    50 + c.between(19, 24) * Math.cos(angle),
                    37 + c.between(15, 19) * Math.sin(angle),
                    c.between(12, 15))));
        }
        f.fill(leaf, crown);
        if (c.chance(0.4)) {
            for (int i = 0; i < 5; i++) {
                f.fillDetail(Palette.strong(c, 0.0), circle(50 + c.between(-24, 24), 36 + c.between(-18, 18), 3));
            }
        }
        return f;
    }
}
