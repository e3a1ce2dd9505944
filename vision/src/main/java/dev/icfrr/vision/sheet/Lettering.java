package dev.icfrr.vision.sheet;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.lang.System.Logger.Level;

/** Text on a sheet. Without any font on the machine it draws nothing and logs that once per sheet. */
final class Lettering {

    private static final System.Logger LOG = System.getLogger("dev.icfrr.vision.sheet");

    private boolean usable = true;

    /** Draws text with the upper edge of its line at {@code top}. */
    void draw(Graphics2D g, String text, double x, double top, double size, boolean bold) {
        if (usable) {
            try {
                g.setFont(font(size, bold));
                g.drawString(text, (float) x, (float) (top + size * 0.95));
            } catch (RuntimeException | Error e) {
                giveUp(e);
            }
        }
    }

    /** Returns the width of the text in pixels, 0 without fonts. */
    double width(Graphics2D g, String text, double size, boolean bold) {
        if (usable) {
            try {
                FontMetrics metrics = g.getFontMetrics(font(size, bold));
                return metrics.stringWidth(text);
            } catch (RuntimeException | Error e) {
                giveUp(e);
            }
        }
        return 0;
    }

    private static Font font(double size, boolean bold) {
        return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size);
    }

    /**
     * Without fonts, Java throws an {@code Error}, {@code InternalError} or linkage error, depending on the machine.
     */
    private void giveUp(Throwable reason) {
        if (reason instanceof VirtualMachineError fatal && !(reason instanceof InternalError)) {
            throw fatal;
        }
        usable = false;
        LOG.log(
                Level.WARNING,
                "no text on contact sheets: Java finds no font on this machine (" + reason
                        + "); install fontconfig and a font, for example fonts-dejavu-core");
    }
}
