package dev.icfrr.cli.console;

import java.time.Duration;
import java.util.Locale;

/** Durations as text. */
public final class Durations {
    private Durations() {}

    /** Returns a duration for people: {@code 40 s}, {@code 7 min}, {@code 3.5 h}. */
    public static String text(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds < 100) {
            return String.format(Locale.ROOT, seconds < 9.5 ? "%.1f s" : "%.0f s", seconds);
        }
        return seconds < 6000
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
