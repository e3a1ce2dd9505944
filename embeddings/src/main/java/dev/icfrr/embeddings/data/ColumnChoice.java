package dev.icfrr.embeddings.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Chooses a column of a file by its name, or without one if only one fits. */
public final class ColumnChoice {
    private static final int LISTED = 20;

    private ColumnChoice() {}

    /**
     * Returns the column to read.
     *
     * @param path the file, for messages
     * @param asked the column that the user named
     * @param fitting the columns that can be read
     * @param usual names that are taken if several fit, the first that exists
     * @param what is needed, for messages: {@code embeddings}
     * @throws IOException if the named column does not fit, or none is named and none or several fit
     */
    public static String of(Path path, Optional<String> asked, List<String> fitting, List<String> usual, String what)
            throws IOException {
        if (asked.isPresent()) {
            if (fitting.contains(asked.get())) {
                return asked.get();
            }
            throw new IOException(
                    path + ": has no column '" + asked.get() + "' of " + what + "; there are: " + listed(fitting));
        }
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        Optional<String> known = usual.stream().filter(fitting::contains).findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        throw new IOException(
                fitting.isEmpty()
                        ? path + ": has no column of " + what
                        : path + ": several columns hold " + what + "; name one as " + path.getFileName()
                                + ":COLUMN. There are: " + listed(fitting));
    }

    private static String listed(List<String> columns) {
        if (columns.isEmpty()) {
            return "none";
        }
        String shown = String.join(", ", columns.subList(0, Math.min(LISTED, columns.size())));
        return columns.size() > LISTED ? shown + " and " + (columns.size() - LISTED) + " more" : shown;
    }
}
