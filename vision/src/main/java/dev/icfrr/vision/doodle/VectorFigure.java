package dev.icfrr.vision.doodle;

import java.awt.Color;
import java.awt.Shape;
import java.util.ArrayList;
import java.util.List;

/** An object as a list of parts, from back to front, in a box of 100 x 100 units. */
final class VectorFigure {

    /**
     * @param width of the line in units, 0 for a filled outline
     * @param detail whether a sketch may omit it
     */
    record Part(Shape shape, Color color, double width, boolean detail) {
        boolean isFilled() {
            return width == 0;
        }
    }

    private final List<Part> parts = new ArrayList<>();

    List<Part> parts() {
        return parts;
    }

    VectorFigure fill(Color color, Shape shape) {
        parts.add(new Part(shape, color, 0, false));
        return this;
    }

    VectorFigure fillDetail(Color color, Shape shape) {
        parts.add(new Part(shape, color, 0, true));
        return this;
    }

    VectorFigure line(Color color, double width, Shape shape) {
        parts.add(new Part(shape, color, width, false));
        return this;
    }

    VectorFigure lineDetail(Color color, double width, Shape shape) {
        parts.add(new Part(shape, color, width, true));
        return this;
    }
}
