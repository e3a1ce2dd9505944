package dev.icfrr.cli.console;

import dev.icfrr.text.PrintableText;
import java.io.PrintWriter;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Names and values, for people or for programs. */
public enum FieldsText {
    TABLE,
    JSON;

    public void print(Map<String, Object> fields, PrintWriter out) {
        switch (this) {
            case JSON ->
                out.println(JsonMapper.builder()
                        .build()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(fields));
            case TABLE ->
                fields.forEach((name, value) -> out.println(
                        "%-18s  %s".formatted(name.replace('_', ' '), PrintableText.printable(value.toString()))));
        }
        out.flush();
    }
}
