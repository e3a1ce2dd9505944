package dev.icfrr.cli.report;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.vision.image.Fonts;
import dev.icfrr.vision.image.Images;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A drawing that can be written as pixels (PNG) and as vectors (SVG). */
@FunctionalInterface
public interface Figure {

    /** Draws into the rectangle from the origin to width and height. */
    void draw(Graphics2D g, int width, int height);

    /**
     * Writes a PNG file, whole or not at all.
     *
     * @param width in pixels, at least 200
     * @param height in pixels, at least 150
     * @throws IOException if the file cannot be written, or the machine has no font, which Java needs to draw
     */
    default void writePng(Path file, int width, int height) throws IOException {
        Images.writePng(image(width, height), file);
    }

    /**
     * Draws an image of twice the size, which is sharp on high-resolution screens.
     *
     * @throws IOException if the machine has no font, which Java needs to draw
     */
    default BufferedImage image(int width, int height) throws IOException {
        Fonts.require();
        BufferedImage image = new BufferedImage(2 * width, 2 * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.scale(2, 2);
        draw(g, width, height);
        g.dispose();
        return image;
    }

    /**
     * Writes an SVG file, whole or not at all.
     *
     * @throws IOException if the file cannot be written, or the machine has no font, which Java needs to draw
     */
    default void writeSvg(Path file, int width, int height) throws IOException {
        String svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg(width, height);
        AtomicFile.write(file, out -> out.write(svg.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns the figure as an SVG element without a header, to embed in HTML.
     *
     * @throws IOException if the machine has no font, which Java needs to draw
     */
    default String svg(int width, int height) throws IOException {
        Fonts.require();
        return SvgDrawing.of(this, width, height);
    }
}
