package dev.icfrr.cli.console;

import dev.icfrr.cli.console.TextTable.Column;
import dev.icfrr.text.PrintableText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Prints names and values as a table or as JSON. */
public enum FieldFormat {
    TABLE,
    JSON;

    public void print(Map<String, Object> fields, PrintWriter out) {
        switch (this) {
            case JSON ->
                out.println(JsonMapper.builder()
                        .build()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(fields));
            case TABLE -> {
                TextTable table = new TextTable(List.of(Column.left(""), Column.left("")));
                fields.forEach((name, value) ->
                        table.row(List.of(name.replace('_', ' '), PrintableText.printable(value.toString()))));
                out.print(table);
            }
        }
        out.flush();
    }
}
