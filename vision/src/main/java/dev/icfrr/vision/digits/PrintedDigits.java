package dev.icfrr.vision.digits;

import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.image.Canvas;
import dev.icfrr.vision.image.Fonts;
import dev.icfrr.vision.npm.PackageFiles;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Digits of fonts, black on white, each fitted to the same box as MNIST's digits: 20 of 28 pixels. */
final class PrintedDigits {
    private static final double FILLED = 20.0 / 28;

    /** Outlines are taken at this size, where hinting has no visible effect. */
    private static final float OUTLINE_POINTS = 1000;

    private final int size;
    private final List<NewDataset.Item> items = new ArrayList<>();
    private final Map<String, byte[]> licenses = new TreeMap<>();
    /** The renderings of each digit so far. */
    private final Set<List<Object>> seen = new HashSet<>();

    private PrintedDigits(int size) {
        this.size = size;
    }

    /**
     * Draws the digits of fonts. Leaves out a digit that equals that of an earlier font, pixel for pixel.
     *
     * @param archives one per font
     * @param size width and height in pixels
     */
    static PrintedDigits of(List<DigitFont> fonts, List<Path> archives, int size) throws IOException {
        PrintedDigits digits = new PrintedDigits(size);
        for (int i = 0; i < fonts.size(); i++) {
            digits.add(fonts.get(i), archives.get(i));
        }
        return digits;
    }

    /** Returns the images, digit by digit. */
    List<NewDataset.Item> items() {
        return items.stream()
                .sorted(java.util.Comparator.comparingInt(NewDataset.Item::label))
                .toList();
    }

    /** Returns the license texts by family. */
    Map<String, byte[]> licenses() {
        return licenses;
    }

    private void add(DigitFont source, Path archive) throws IOException {
        Map<String, byte[]> files =
                PackageFiles.read(archive, path -> path.equals(source.file()) || path.equals(DigitFont.LICENSE));
        byte[] content = files.get(source.file());
        if (content == null) {
            throw new IOException(archive + ": holds no " + source.file());
        }
        licenses.put(source.family(), files.getOrDefault(DigitFont.LICENSE, new byte[0]));
        Font font = font(content, archive + ", " + source.file());
        for (int digit = 0; digit <= 9; digit++) {
            char character = (char) ('0' + digit);
            if (font.canDisplay(character)) {
                add(outline(font, character), digit, source.family());
            }
        }
    }

    private void add(Shape outline, int digit, String family) {
        Rectangle2D box = outline.getBounds2D();
        if (box.isEmpty()) {
            return;
        }
        double scale = FILLED * size / Math.max(box.getWidth(), box.getHeight());
        AffineTransform fit = new AffineTransform();
        fit.translate(size / 2.0, size / 2.0);
        fit.scale(scale, scale);
        fit.translate(-box.getCenterX(), -box.getCenterY());
        Shape fitted = fit.createTransformedShape(outline);
        if (seen.add(List.of(digit, pixels(image(fitted))))) {
            items.add(new NewDataset.Item(digit + "_" + family + ".png", digit, () -> image(fitted)));
        }
    }

    private BufferedImage image(Shape outline) {
        return Canvas.draw(size, g -> {
            g.setColor(Color.BLACK);
            g.fill(outline);
        });
    }

    private static java.nio.IntBuffer pixels(BufferedImage image) {
        return java.nio.IntBuffer.wrap(((DataBufferInt) image.getRaster().getDataBuffer()).getData());
    }

    private static Shape outline(Font font, char character) {
        return font.deriveFont(OUTLINE_POINTS)
                .createGlyphVector(new FontRenderContext(null, true, true), new char[] {character})
                .getOutline();
    }

    private static Font font(byte[] content, String name) throws IOException {
        Fonts.require();
        try {
            return Font.createFont(Font.TRUETYPE_FONT, new ByteArrayInputStream(content));
        } catch (FontFormatException e) {
            throw new IOException(name + ": no font that Java can use: " + e.getMessage(), e);
        }
    }
}
