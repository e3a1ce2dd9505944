package dev.icfrr.cli.report;

import java.io.IOException;
import java.util.function.Supplier;

/** Reports missing fonts when drawing text. */
final class Fonts {
    private Fonts() {}

    /**
     * Draws something.
     *
     * @throws IOException if there is no font, naming the packages to install
     */
    static <T> T needed(Supplier<T> drawing) throws IOException {
        try {
            return drawing.get();
        } catch (Error e) {
            // Without fonts Java throws an Error: a plain one, an InternalError or a linkage error, depending on the
            // machine.
            if (e instanceof VirtualMachineError && !(e instanceof InternalError)) {
                throw e;
            }
            throw new IOException(
                    "no plot: Java finds no font on this machine (" + e
                            + "). Install fontconfig and a font, for example fonts-dejavu-core",
                    e);
        }
    }
}
