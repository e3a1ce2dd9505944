package dev.icfrr.vision.image;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.util.Optional;

/** Tells whether Java can draw text on this machine. It needs fonts, which containers and servers may lack. */
public final class Fonts {
    /** Found once, because Java loads all fonts for it. */
    private static final Optional<String> PROBLEM = findProblem();

    private Fonts() {}

    /** Returns why Java cannot draw text here and what to install; empty if it can. */
    public static Optional<String> problem() {
        return PROBLEM;
    }

    /**
     * Checks that Java can draw text here.
     *
     * @throws IOException if not, with the reason and what to install
     */
    public static void require() throws IOException {
        if (PROBLEM.isPresent()) {
            throw new IOException(PROBLEM.get());
        }
    }

    private static Optional<String> findProblem() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, 12).getStringBounds("0", new FontRenderContext(null, true, true));
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            // What Java throws depends on what the machine lacks: a RuntimeException, an Error, an InternalError or a
            // linkage error.
            if (e instanceof VirtualMachineError && !(e instanceof InternalError)) {
                throw e;
            }
            return Optional.of("Java finds no font on this machine (" + e.getMessage()
                    + "). Install fontconfig and a font, for example fonts-dejavu-core");
        }
    }
}
