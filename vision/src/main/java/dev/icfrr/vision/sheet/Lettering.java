package dev.icfrr.vision.sheet;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.lang.System.Logger.Level;

/** Text on a sheet. On a machine without any font nothing is written, and the log says so once per sheet. */
final class Lettering {

    private static final System.Logger LOG = System.getLogger("dev.icfrr.vision.sheet");

    private boolean usable = true;

    /** Draws text whose line has its upper edge at {@code top}; the baseline follows from the size. */
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

    /** Width of the text in pixels, 0 without fonts. */
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

    /** Without fonts Java throws a bare {@code Error}, an {@code InternalError} or one of linking, as the machine is. */
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
