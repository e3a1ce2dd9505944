package dev.icfrr.server;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Limits the logs of the HTTP libraries to warnings, unless the embedding program has set their levels. */
final class QuietLogs {
    /** A strong reference: the JDK forgets the levels of loggers that are garbage. */
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
