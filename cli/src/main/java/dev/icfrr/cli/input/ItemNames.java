package dev.icfrr.cli.input;

import dev.icfrr.evaluation.TrecRunWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What queries and gallery items are called: as {@code names.json} beside the features says, or by their numbers,
 * {@code q0, q1, ...} and {@code g0, g1, ...}, where there is none that fits.
 *
 * @param queries one name each, without white space
 * @param gallery one name each, without white space
 */
public record ItemNames(List<String> queries, List<String> gallery) {

    public static ItemNames of(Path cacheFolder, int queries, int gallery) throws IOException {
        Path file = cacheFolder.resolve("names.json");
        JsonNode names =
                Files.isRegularFile(file) ? parse(file) : JsonMapper.shared().nullNode();
        return new ItemNames(names(names.path("query"), "q", queries), names(names.path("gallery"), "g", gallery));
    }

    private static JsonNode parse(Path file) throws IOException {
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new IOException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static List<String> names(JsonNode list, String prefix, int count) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : list) {
            names.add(withoutSpace(name.asString("")));
        }
        boolean fit = names.size() == count
                && names.stream().noneMatch(String::isEmpty)
                && new HashSet<>(names).size() == count;
        return fit ? names : TrecRunWriter.numbered(prefix, count);
    }

    /** White space parts the fields of a line, so it is written as in addresses of the web; and so is their sign for it. */
    private static String withoutSpace(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (c == '%' || Character.isWhitespace(c)) {
                text.append("%%%02X".formatted(c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }
}
