package dev.icfrr.cli.console;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for the terminal: columns as wide as their widest cell, two spaces between them, no spaces at the end of a
 * line.
 */
public final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Column> columns;

    /** A column's title and alignment. */
    public record Column(String title, boolean right) {
        /** A column of text. */
        public static Column left(String title) {
            return new Column(title, false);
        }

        /** A column of numbers. */
        public static Column right(String title) {
            return new Column(title, true);
        }
    }

    /** Starts a table with a line of titles, which is left out if all are empty. */
    public TextTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
        if (columns.stream().anyMatch(column -> !column.title().isEmpty())) {
            rows.add(columns.stream().map(Column::title).toList());
        }
    }

    /** Adds a line. */
    public TextTable row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Returns the table, each line ended. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns.size(); column++) {
                String cell = row.get(column);
                String room = " ".repeat(width(column) - cell.length());
                line.append(columns.get(column).right() ? room + cell : cell + room)
                        .append("  ");
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
