package dev.icfrr.vision.doodle;

import static dev.icfrr.vision.doodle.Curves.blob;
import static dev.icfrr.vision.doodle.Curves.box;
import static dev.icfrr.vision.doodle.Curves.circle;
import static dev.icfrr.vision.doodle.Curves.ellipse;
import static dev.icfrr.vision.doodle.Curves.line;
import static dev.icfrr.vision.doodle.Curves.polygon;
import static dev.icfrr.vision.doodle.Curves.smooth;

import java.awt.Color;
import java.awt.geom.Area;
import java.awt.geom.Path2D;

/** Draws household items. */
final class HouseholdItems {

    private HouseholdItems() {}

    static VectorFigure umbrella(ImageRandom c) {
        double wide = c.between(38, 45);
        double top = c.between(12, 22);
        double rim = c.between(48, 54);
        Color cloth = Palette.any(c);
        Color other = c.chance(0.5) ? Palette.shade(cloth, 0.55) : Palette.shade(cloth, -0.2);
        Color wood = Palette.hsb(0.08, 0.5, c.between(0.4, 0.65));
        VectorFigure f = new VectorFigure();
        double hook = c.between(7, 10) * c.pick(-1, 1);
        f.line(
                wood,
                2.6,
                smooth(50, rim - 6, 50, 76, 50, 86, 50 + hook * 0.4, 92, 50 + hook * 1.3, 91, 50 + hook * 1.7, 84));
        f.line(wood, 2, line(50, top, 50, top - 7));
        // Five gores between the ribs, the outer ones seen from the side.
        double[] edge = {-1, -0.62, -0.22, 0.22, 0.62, 1};
        for (int i = 0; i < 5; i++) {
            double left = 50 + wide * edge[i];
            double right = 50 + wide * edge[i + 1];
            Path2D gore = new Path2D.Double();
            gore.moveTo(50, top);
            gore.quadTo(50 + wide * edge[i] * 0.92, top + (rim - top) * 0.25, left, rim);
            gore.quadTo((left + right) / 2, rim - 9, right, rim);
            gore.quadTo(50 + wide * edge[i + 1] * 0.92, top + (rim - top) * 0.25, 50, top);
            gore.closePath();
            f.fill(i % 2 == 0 ? cloth : other, gore);
        }
        return f;
    }

    static VectorFigure cup(ImageRandom c) {
        double half = c.between(24, 30);
        double foot = half * c.between(0.6, 0.95);
        double top = c.between(30, 40);
        double bottom = c.between(80, 88);
        Color china = c.chance(0.35) ? Palette.CREAM : Palette.any(c);
        Color band = Palette.shade(china, china.equals(Palette.CREAM) ? -0.3 : 0.5);
        VectorFigure f = new VectorFigure();
        double reach = c.between(12, 17);
        Area handle = new Area(ellipse(45 + half, (top + bottom) / 2 - 4, reach, (bottom - top) * 0.3));
        handle.subtract(new Area(ellipse(45 + half, (top + bottom) / 2 - 4, reach - 5, (bottom - top) * 0.3 - 5)));
        f.fill(china, handle);
        f.fill(china, blobby(45 - half, top, 45 + half, top, 45 + foot, bottom, 45 - foot, bottom));
        f.lineDetail(band, 3, smooth(45 - half * 0.96, top + 15, 45, top + 21, 45 + half * 0.96, top + 15));
        f.fill(Palette.shade(china, 0.25), ellipse(45, top, half, 6));
        f.fillDetail(new Color(92, 58, 36), ellipse(45, top + 0.8, half - 3.5, 4));
        for (int i = -1; i <= 1; i++) {
            double x = 45 + 12 * i;
            f.lineDetail(
                    Palette.shade(china, 0.75),
                    1.8,
                    smooth(x, top - 9, x + 3, top - 14, x - 2, top - 20, x + 2, top - 26));
        }
        return f;
    }

    /** A bowl's outline: straight sides, round at the foot. */
    private static Path2D blobby(
            double x0, double y0, double x1, double y1, double x2, double y2, double x3, double y3) {
        Path2D path = new Path2D.Double();
        path.moveTo(x0, y0);
        path.lineTo(x1, y1);
        path.curveTo(x1, y1 + (y2 - y1) * 0.6, x2, y2, x2 - 8, y2);
        path.lineTo(x3 + 8, y3);
        path.curveTo(x3, y3, x0, y0 + (y3 - y0) * 0.6, x0, y0);
        path.closePath();
        return path;
    }

    static VectorFigure key(ImageRandom c) {
        double r = c.between(15, 20);
        double thick = c.between(2.8, 4);
        Color metal = c.pick(
                Palette.hsb(c.between(0.1, 0.14), c.between(0.5, 0.75), c.between(0.7, 0.9)),
                Palette.hsb(0.58, 0.1, c.between(0.55, 0.8)),
                Palette.hsb(0.06, 0.5, 0.6));
        Area bow = c.chance(0.6) ? new Area(circle(24, 50, r)) : trefoil(r);
        Area shape = new Area(bow);
        shape.add(new Area(box(24 + r - 3, 50 - thick, 92, 50 + thick)));
        int teeth = c.whole(2, 3);
        for (int i = 0; i < teeth; i++) {
            double right = 91 - 9 * i;
            shape.add(new Area(box(right - 5.5, 50, right, 50 + c.between(10, 17))));
        }
        shape.subtract(new Area(circle(24, 50, r * c.between(0.45, 0.62))));
        VectorFigure f = new VectorFigure();
        f.fill(metal, shape);
        f.lineDetail(Palette.shade(metal, -0.3), 1.4, line(24 + r + 4, 50 - thick, 24 + r + 4, 50 + thick));
        return f;
    }

    private static Area trefoil(double r) {
        Area bow = new Area(circle(24 + r * 0.3, 50 - r * 0.6, r * 0.72));
        bow.add(new Area(circle(24 + r * 0.3, 50 + r * 0.6, r * 0.72)));
        bow.add(new Area(circle(24 - r * 0.45, 50, r * 0.72)));
        bow.add(new Area(circle(24, 50, r * 0.75)));
        bow.add(new Area(polygon(24 + r * 0.5, 50 - r * 0.3, 24 + r, 47, 24 + r, 53, 24 + r * 0.5, 50 + r * 0.3)));
        bow.add(new Area(blob(24 + r * 0.4, 44, 24 + r, 48, 24 + r, 52, 24 + r * 0.4, 56)));
        return bow;
    }
}
