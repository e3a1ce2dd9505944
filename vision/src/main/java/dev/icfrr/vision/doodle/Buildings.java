package dev.icfrr.vision.doodle;

import static dev.icfrr.vision.doodle.Curves.box;
import static dev.icfrr.vision.doodle.Curves.circle;
import static dev.icfrr.vision.doodle.Curves.line;
import static dev.icfrr.vision.doodle.Curves.polygon;
import static dev.icfrr.vision.doodle.Curves.smooth;

import java.awt.Color;

/** Draws buildings. */
final class Buildings {

    private Buildings() {}

    static VectorFigure house(ImageRandom c) {
        double half = c.between(27, 36);
        double eaves = c.between(42, 50);
        double ridge = c.between(10, 22);
        double over = c.between(3, 8);
        double hip = c.chance(0.3) ? c.between(6, 14) : 0;
        Color wall = Palette.hsb(c.between(0.05, 0.14), c.between(0.1, 0.4), c.between(0.8, 0.97));
        Color roof = Palette.strong(c, 0.0, 0.02, 0.06, 0.58);
        Color frame = Palette.shade(wall, -0.45);
        Color pane = Palette.hsb(0.55, c.between(0.2, 0.45), 0.95);
        VectorFigure f = new VectorFigure();
        double chimney = 50 + half * c.between(0.35, 0.6);
        f.fill(Palette.shade(roof, -0.25), box(chimney, ridge - 3, chimney + 8, eaves - 4));
        if (c.chance(0.5)) {
            f.lineDetail(
                    Palette.shade(wall, 0.6),
                    2,
                    smooth(chimney + 4, ridge - 6, chimney + 7, ridge - 10, chimney + 3, ridge - 14, chimney + 8, 2));
        }
        f.fill(wall, box(50 - half, eaves, 50 + half, 90));
        f.fill(roof, polygon(50 - half - over, eaves, 50 - hip, ridge, 50 + hip, ridge, 50 + half + over, eaves));
        double door = 50 + half * c.between(-0.25, 0.25);
        f.fill(Palette.strong(c, 0.08, 0.35, 0.6), box(door - 7, 66, door + 7, 90));
        f.fillDetail(Palette.CREAM, circle(door + 4, 79, 1.4));
        for (double x : new double[] {50 - half * 0.62, 50 + half * 0.62}) {
            if (Math.abs(x - door) > 13) {
                f.fill(pane, box(x - 7, 54, x + 7, 68));
                f.lineDetail(frame, 1.6, line(x, 54, x, 68));
                f.lineDetail(frame, 1.6, line(x - 7, 61, x + 7, 61));
            }
        }
        if (c.chance(0.4)) {
            f.fillDetail(pane, circle(50, (ridge + 2 * eaves) / 3, 4));
        }
        return f;
    }
}
