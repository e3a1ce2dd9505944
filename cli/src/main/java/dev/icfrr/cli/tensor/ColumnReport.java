package dev.icfrr.cli.tensor;

import dev.icfrr.cli.console.TextTable;
import dev.icfrr.embeddings.data.Column;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.data.TableFile;
import dev.icfrr.text.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes the columns of a Parquet file, an HDF5 file or a FAISS index, and the options that read them.
 *
 * @param file the file
 * @param statistics whether to read the embeddings and summarize their numbers
 * @param limit largest number of columns to list
 */
record ColumnReport(TableFile file, boolean statistics, int limit) {
    private static final String EMBEDDING_OPTIONS = "--query-features, --gallery-features";
    private static final String VALUE_OPTIONS = "--query-labels, --gallery-labels, --ids";

    void print(PrintWriter out) throws IOException {
        List<Column> columns = file.columns();
        out.println(file.path() + ": " + file.format() + ", " + columns.size() + " column"
                + (columns.size() == 1 ? "" : "s"));
        TextTable table = new TextTable(Collections.nCopies(5, TextTable.Column.left("")));
        for (Column column : listed(columns)) {
            Optional<TensorStatistics> summary = summary(column);
            table.row(List.of(
                    "  " + (column.name().isEmpty() ? "(the whole file)" : PrintableText.shorten(column.name())),
                    column.type(),
                    shape(column),
                    options(column)
                            .map(options -> options + " " + source(column))
                            .orElse("not read"),
                    summary.map(TensorStatistics::toString).orElse("")));
        }
        out.print(table);
        if (columns.size() > limit) {
            out.println("  … and " + (columns.size() - limit) + " more (--limit)");
        }
    }

    void describe(ObjectNode into) throws IOException {
        List<Column> columns = file.columns();
        into.put("file", file.path().toString());
        into.put("kind", file.format());
        into.put("column_count", columns.size());
        ArrayNode nodes = into.putArray("columns");
        for (Column column : listed(columns)) {
            ObjectNode node = nodes.addObject();
            node.put("name", column.name());
            node.put("type", column.type());
            ArrayNode shape = node.putArray("shape");
            for (long length : column.shape()) {
                if (length == Column.VARYING) {
                    shape.addNull();
                } else {
                    shape.add(length);
                }
            }
            ArrayNode options = node.putArray("options");
            options(column).ifPresent(text -> List.of(text.split(", ")).forEach(options::add));
            node.put("source", source(column));
            Optional<TensorStatistics> summary = summary(column);
            if (summary.isPresent()) {
                summary.get().describe(node.putObject("statistics"));
            }
        }
    }

    private List<Column> listed(List<Column> columns) {
        return columns.subList(0, Math.min(limit, columns.size()));
    }

    private Optional<TensorStatistics> summary(Column column) throws IOException {
        if (!statistics || column.use() != Column.Use.EMBEDDINGS) {
            return Optional.empty();
        }
        Optional<String> name = Optional.of(column.name()).filter(text -> !text.isEmpty());
        return Optional.of(TensorStatistics.of(file.matrix(name, Side.GALLERY)));
    }

    private static Optional<String> options(Column column) {
        return switch (column.use()) {
            case EMBEDDINGS -> Optional.of(EMBEDDING_OPTIONS);
            case VALUES -> Optional.of(VALUE_OPTIONS);
            case NONE -> Optional.empty();
        };
    }

    private String source(Column column) {
        String name = String.valueOf(file.path().getFileName());
        return column.name().isEmpty() ? name : name + ":" + column.name();
    }

    private static String shape(Column column) {
        return column.shape().stream()
                .map(length -> length == Column.VARYING ? "varying" : Long.toString(length))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
