package dev.icfrr.cli.console;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The number of columns that help texts and progress bars take. */
public final class TerminalWidth {
    /** The library of the command line refuses less. */
    private static final int NARROWEST_HELP = 55;

    private static final int WIDEST_BAR = 90;
    private static final int USUAL = 80;

    private TerminalWidth() {}

    /**
     * Sets the width of help texts: that of the environment variable {@code COLUMNS}, which also counts in a pipe, or
     * else that of the terminal.
     *
     * @param columns the value of the variable; one that is no number above 0 has no effect
     */
    public static void setHelp(CommandLine commandLine, @Nullable String columns) {
        OptionalInt width = columns(columns);
        if (width.isPresent()) {
            commandLine.setUsageHelpWidth(Math.max(NARROWEST_HELP, width.getAsInt()));
        } else {
            commandLine.setUsageHelpAutoWidth(true);
        }
    }

    /** Returns the width of a progress bar on a terminal with so many columns. A wider bar would wrap. */
    static int ofBar(String columns) {
        return Math.min(WIDEST_BAR, columns(columns).orElse(USUAL));
    }

    private static OptionalInt columns(@Nullable String text) {
        return text != null && text.matches("[1-9]\\d{0,4}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }
}
