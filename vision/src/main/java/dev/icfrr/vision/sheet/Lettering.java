package dev.icfrr.vision.sheet;

import dev.icfrr.vision.image.Fonts;
import java.awt.Font;
import java.awt.Graphics2D;

/** Text on a sheet. Draws nothing if the machine has no font. */
final class Lettering {
    private Lettering() {}

    /** Draws text with the upper edge of its line at {@code top}. */
    static void draw(Graphics2D g, String text, double x, double top, double size, boolean bold) {
        if (Fonts.problem().isEmpty()) {
            g.setFont(font(size, bold));
            g.drawString(text, (float) x, (float) (top + size * 0.95));
        }
    }

    /** Returns the width of the text in pixels, 0 without fonts. */
    static double width(Graphics2D g, String text, double size, boolean bold) {
        return Fonts.problem().isEmpty() ? g.getFontMetrics(font(size, bold)).stringWidth(text) : 0;
    }

    private static Font font(double size, boolean bold) {
        return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size);
    }
}
