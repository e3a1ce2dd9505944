package dev.icfrr.cli.report;

import java.io.IOException;
import java.util.function.Supplier;

/** Drawing text on a machine that may have no font. */
final class Fonts {
    private Fonts() {}

    /**
     * Draws something.
     *
     * @throws IOException if there is no font, saying what to install
     */
    static <T> T needed(Supplier<T> drawing) throws IOException {
        try {
            return drawing.get();
        } catch (Error e) {
            // Without fonts Java throws a bare Error, an InternalError or one of linking, as the machine is.
            if (e instanceof VirtualMachineError && !(e instanceof InternalError)) {
                throw e;
            }
            throw new IOException(
                    "no plot: Java finds no font on this machine (" + e
                            + "); install fontconfig and a font, for example fonts-dejavu-core",
                    e);
        }
    }
}
