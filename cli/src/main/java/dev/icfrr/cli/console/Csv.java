package dev.icfrr.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Comma-separated values as text: a header line, then a line a record. Cells are quoted where they need it (RFC 4180).
 */
public final class Csv {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private final StringBuilder text = new StringBuilder();

    /** Starts with a header line. */
    public Csv(Collection<?> header) {
        row(header);
    }

    /** Adds a record; a null cell is empty. */
    public Csv row(Collection<?> cells) {
        try {
            new CSVPrinter(text, FORMAT).printRecord(cells);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Returns the whole text. */
    @Override
    public String toString() {
        return text.toString();
    }
}
