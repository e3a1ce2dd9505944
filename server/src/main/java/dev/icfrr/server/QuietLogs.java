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

    /**
     * Runs the start of a server. An exception reports its failure, so the library's own report of it is dropped.
     * Messages of other servers of this process that fall into this time are lost, too.
     */
    static void whileStarting(Runnable start) {
        List<Logger> javalin = LOGGERS.subList(1, LOGGERS.size());
        List<Level> levels = javalin.stream().map(Logger::getLevel).toList();
        javalin.forEach(logger -> logger.setLevel(Level.OFF));
        try {
            start.run();
        } finally {
            for (int i = 0; i < levels.size(); i++) {
                javalin.get(i).setLevel(levels.get(i));
            }
        }
    }

    static void set() {
        for (Logger logger : LOGGERS) {
            if (logger.getLevel() == null) {
                logger.setLevel(Level.WARNING);
            }
        }
    }
}
