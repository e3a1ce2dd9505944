package dev.icfrr.vision.doodle;

import static dev.icfrr.vision.doodle.Curves.blob;
import static dev.icfrr.vision.doodle.Curves.circle;
import static dev.icfrr.vision.doodle.Curves.ellipse;
import static dev.icfrr.vision.doodle.Curves.line;
import static dev.icfrr.vision.doodle.Curves.polygon;
import static dev.icfrr.vision.doodle.Curves.smooth;

import java.awt.Color;

/** Draws animals. */
final class Animals {

    private Animals() {}

    static VectorFigure fish(ImageRandom c) {
        double fat = c.between(17, 26);
        double tail = c.between(13, 22);
        Color skin = Palette.strong(c, 0.03, 0.08, 0.13, 0.5, 0.55, 0.9);
        Color fin = Palette.mix(skin, Palette.strong(c, 0.0, 0.1, 0.6), 0.6);
        VectorFigure f = new VectorFigure();
        f.fill(fin, blob(70, 50, 82, 46, 94, 50 - tail, 90, 50, 94, 50 + tail, 82, 54));
        f.fill(fin, blob(34, 50 - fat * 0.8, 46, 50 - fat * 1.55, 64, 50 - fat * 1.15, 62, 50 - fat * 0.5));
        f.fillDetail(fin, blob(46, 50 + fat * 0.8, 54, 50 + fat * 1.4, 63, 50 + fat * 1.2, 60, 50 + fat * 0.5));
        f.fill(
                skin,
                blob(
                        6,
                        52,
                        20,
                        50 - fat * 0.8,
                        42,
                        50 - fat,
                        64,
                        50 - fat * 0.55,
                        78,
                        50,
                        64,
                        50 + fat * 0.6,
                        42,
                        50 + fat,
                        20,
                        50 + fat * 0.75));
        if (c.chance(0.6)) {
            Color stripe = Palette.shade(skin, c.chance(0.5) ? 0.55 : -0.35);
            for (int i = 0; i < c.whole(2, 3); i++) {
                double x = 42 + 10 * i;
                double h = fat * (0.8 - 0.17 * i);
                f.lineDetail(stripe, 3, smooth(x, 50 - h, x + 4, 50, x, 50 + h));
            }
        } else {
            f.fillDetail(fin, blob(44, 48, 56, 44, 58, 52, 52, 58));
        }
        f.lineDetail(Palette.shade(skin, -0.35), 1.6, smooth(31, 50 - fat * 0.7, 36, 50, 31, 50 + fat * 0.7));
        f.fill(Color.WHITE, circle(20, 50 - fat * 0.28, 4.6));
        f.fill(Palette.INK, circle(19, 50 - fat * 0.28, 2.2));
        f.lineDetail(Palette.shade(skin, -0.5), 1.6, smooth(7, 55, 12, 58, 17, 57));
        return f;
    }

    static VectorFigure cat(ImageRandom c) {
        double wide = c.between(30, 37);
        double ear = c.between(10, 20);
        Color fur = c.pick(
                Palette.hsb(c.between(0.06, 0.1), c.between(0.4, 0.75), c.between(0.7, 0.95)),
                Palette.hsb(0.08, 0.08, c.between(0.3, 0.6)),
                Palette.hsb(0.1, 0.1, 0.92));
        Color inner = Palette.hsb(0.97, 0.3, 0.95);
        Color iris = Palette.strong(c, 0.15, 0.3, 0.52);
        VectorFigure f = new VectorFigure();
        f.fill(fur, polygon(50 - wide * 0.97, 50, 50 - wide * 0.85, ear, 50 - wide * 0.15, 31));
        f.fill(fur, polygon(50 + wide * 0.97, 50, 50 + wide * 0.85, ear, 50 + wide * 0.15, 31));
        f.fillDetail(inner, polygon(50 - wide * 0.8, 40, 50 - wide * 0.76, ear + 9, 50 - wide * 0.4, 33));
        f.fillDetail(inner, polygon(50 + wide * 0.8, 40, 50 + wide * 0.76, ear + 9, 50 + wide * 0.4, 33));
        f.fill(fur, ellipse(50, 57, wide, c.between(27, 32)));
        for (int side = -1; side <= 1; side += 2) {
            double x = 50 + side * wide * 0.42;
            f.fill(iris, ellipse(x, 51, 6, 5.5));
            f.fill(Palette.INK, ellipse(x, 51, c.between(1.4, 2.6), 5));
            double tilt = c.between(-3, 3);
            for (int i = -1; i <= 1; i++) {
                f.lineDetail(
                        Palette.shade(fur, -0.6),
                        1,
                        smooth(
                                50 + side * 11,
                                66 + 3 * i,
                                50 + side * 28,
                                64 + 5 * i + tilt,
                                50 + side * 45,
                                65 + 8 * i + tilt));
            }
        }
        f.fill(Palette.hsb(0.97, 0.45, 0.85), polygon(46, 62, 54, 62, 50, 67));
        f.line(Palette.shade(fur, -0.6), 1.4, smooth(50, 67, 46, 73, 40, 71));
        f.line(Palette.shade(fur, -0.6), 1.4, smooth(50, 67, 54, 73, 60, 71));
        if (c.chance(0.5)) {
            for (int i = -1; i <= 1; i++) {
                f.lineDetail(Palette.shade(fur, -0.35), 2, line(50 + 5 * i, 31, 50 + 4 * i, 39));
            }
        }
        return f;
    }

    static VectorFigure butterfly(ImageRandom c) {
        double span = c.between(36, 44);
        double lower = c.between(0.6, 0.9);
        Color wing = Palette.any(c);
        Color under = Palette.mix(wing, Palette.any(c), 0.5);
        Color spot = Palette.shade(wing, 0.6);
        VectorFigure f = new VectorFigure();
        for (int side = -1; side <= 1; side += 2) {
            double s = side * span;
            f.fill(
                    under,
                    blob(50, 54, 50 + s * 0.5, 57, 50 + s * lower, 68, 50 + s * lower * 0.85, 84, 50 + s * 0.35, 80));
            f.fill(
                    wing,
                    blob(50, 50, 50 + s * 0.35, 24, 50 + s * 0.8, 14, 50 + s, 26, 50 + s * 0.85, 48, 50 + s * 0.4, 56));
            f.fillDetail(spot, ellipse(50 + s * 0.68, 33, 6, 7));
            f.fillDetail(spot, circle(50 + s * lower * 0.6, 70, 4));
            f.line(Palette.INK, 1.3, smooth(50, 34, 50 + side * 5, 24, 50 + side * 11, 17));
        }
        f.fill(new Color(70, 52, 46), ellipse(50, 54, 3.6, 22));
        f.fill(new Color(60, 44, 40), circle(50, 33, 4.2));
        return f;
    }

    static VectorFigure snail(ImageRandom c) {
        double r = c.between(22, 27);
        Color skin = Palette.hsb(c.between(0.08, 0.16), c.between(0.25, 0.5), c.between(0.7, 0.9));
        Color shell = Palette.strong(c, 0.04, 0.08, 0.55, 0.85);
        double up = c.between(24, 34);
        VectorFigure f = new VectorFigure();
        f.line(Palette.shade(skin, -0.1), 2.4, smooth(14, 50, 11, up + 8, 8, up));
        f.line(Palette.shade(skin, -0.1), 2.4, smooth(20, 50, 21, up + 8, 23, up));
        f.fill(skin, blob(8, 56, 10, 47, 19, 45, 26, 54, 32, 74, 60, 77, 94, 84, 88, 87, 40, 87, 16, 85, 10, 70));
        f.fill(Palette.INK, circle(8, up, 2.4));
        f.fill(Palette.INK, circle(23, up, 2.4));
        f.fill(shell, circle(57, 54, r));
        double[] spiral = new double[44];
        for (int i = 0; i < 22; i++) {
            double angle = 1.2 + i * 0.62;
            double radius = r * (0.97 - i * 0.044);
            spiral[2 * i] = 57 + radius * Math.cos(angle);
            spiral[2 * i + 1] = 54 + radius * Math.sin(angle);
        }
        f.line(Palette.shade(shell, -0.45), 2, smooth(spiral));
        f.lineDetail(Palette.shade(skin, -0.5), 1.3, smooth(9, 60, 13, 62, 17, 60));
        return f;
    }
}
