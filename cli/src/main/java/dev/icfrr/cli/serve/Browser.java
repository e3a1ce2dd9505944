package dev.icfrr.cli.serve;

import dev.icfrr.cli.console.RunLog;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Opens the user's browser by the system's own command, because this program draws without a display. */
final class Browser {
    private Browser() {}

    /** Opens a page if there is a display. Callers print the address too, so it is not lost without one. */
    static void open(String address, RunLog log) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean desktop = system.startsWith("mac")
                || system.startsWith("windows")
                || System.getenv("DISPLAY") != null
                || System.getenv("WAYLAND_DISPLAY") != null;
        if (!desktop) {
            return;
        }
        List<String> command = system.startsWith("mac")
                ? List.of("open", address)
                : system.startsWith("windows")
                        ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
                        : List.of("xdg-open", address);
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            log.say("        no browser could be started: open the address above yourself");
        }
    }
}
