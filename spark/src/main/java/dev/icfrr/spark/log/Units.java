package dev.icfrr.spark.log;

import java.util.Locale;

/** Formats bytes and seconds. */
public final class Units {
    private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB"};

    private Units() {}

    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    public static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10_000 ? "%.1f s" : "%.0f s", seconds);
    }
}
