package dev.icfrr.server;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Lets the libraries below the server log their warnings alone, unless the program that embeds it says otherwise. */
final class QuietLogs {
    /** Held here, as the JDK forgets the levels of loggers that nobody refers to. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("io.javalin"), Logger.getLogger("Javalin"));

    private QuietLogs() {}

    static void set() {
        for (Logger logger : LOGGERS) {
            if (logger.getLevel() == null) {
                logger.setLevel(Level.WARNING);
            }
        }
    }
}
