package dev.icfrr.vision.doodle;

import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/** Outlines from coordinates x0, y0, x1, y1 … in a box of 100 x 100 units, y downwards. */
final class Curves {

    private Curves() {}

    /** Straight lines from point to point. */
    static Path2D line(double... points) {
        Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        return path;
    }

    static Path2D polygon(double... points) {
        Path2D path = line(points);
        path.closePath();
        return path;
    }

    /** A smooth line through the points (Catmull-Rom). */
    static Path2D smooth(double... points) {
        return spline(false, points);
    }

    /** A smooth closed outline through the points (Catmull-Rom). */
    static Path2D blob(double... points) {
        return spline(true, points);
    }

    private static Path2D spline(boolean closed, double... p) {
        int n = p.length / 2;
        Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        path.moveTo(p[0], p[1]);
        for (int i = 0; i < (closed ? n : n - 1); i++) {
            int before = 2 * (closed ? (i + n - 1) % n : Math.max(i - 1, 0));
            int from = 2 * i;
            int to = 2 * ((i + 1) % n);
            int after = 2 * (closed ? (i + 2) % n : Math.min(i + 2, n - 1));
            path.curveTo(
                    p[from] + (p[to] - p[before]) / 6,
                    p[from + 1] + (p[to + 1] - p[before + 1]) / 6,
                    p[to] - (p[after] - p[from]) / 6,
                    p[to + 1] - (p[after + 1] - p[from + 1]) / 6,
                    p[to],
                    p[to + 1]);
        }
        if (closed) {
            path.closePath();
        }
        return path;
    }

    static Ellipse2D ellipse(double centerX, double centerY, double radiusX, double radiusY) {
        return new Ellipse2D.Double(centerX - radiusX, centerY - radiusY, 2 * radiusX, 2 * radiusY);
    }

    static Ellipse2D circle(double centerX, double centerY, double radius) {
        return ellipse(centerX, centerY, radius, radius);
    }

    static Rectangle2D box(double left, double top, double right, double bottom) {
        return new Rectangle2D.Double(left, top, right - left, bottom - top);
    }

    static RoundRectangle2D roundBox(double left, double top, double right, double bottom, double corner) {
        return new RoundRectangle2D.Double(left, top, right - left, bottom - top, 2 * corner, 2 * corner);
    }
}
