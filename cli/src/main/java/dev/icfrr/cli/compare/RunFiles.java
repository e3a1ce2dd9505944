package dev.icfrr.cli.compare;

import dev.icfrr.evaluation.Qrels;
import dev.icfrr.evaluation.Run;
import dev.icfrr.evaluation.TrecFiles;
import dev.icfrr.io.TextFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads runs and judgments, plain or compressed with gzip. JSON files have the form of ranx and pytrec_eval,
 * {@code {query: {item: score}}} and {@code {query: {item: grade}}}. Other files are in TREC or BEIR format.
 */
public final class RunFiles {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Python's json module writes NaN, Infinity and -Infinity.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private RunFiles() {}

    /** Reads a run, JSON or TREC. */
    public static Run readRun(Path path) throws IOException {
        if (!isJson(path)) {
            return TrecFiles.readRun(path);
        }
        Run.Builder run = new Run.Builder();
        for (Map.Entry<String, JsonNode> query : objects(path)) {
            for (Map.Entry<String, JsonNode> item : query.getValue().properties()) {
                requireNumber(path, query.getKey(), item, item.getValue().isNumber(), "a score");
                try {
                    run.add(query.getKey(), item.getKey(), item.getValue().doubleValue());
                } catch (IllegalArgumentException e) {
                    throw new IOException(path + ": " + e.getMessage(), e);
                }
            }
        }
        return run.build();
    }

    /** Reads judgments, JSON or TREC. */
    public static Qrels readQrels(Path path) throws IOException {
        if (!isJson(path)) {
            return TrecFiles.readQrels(path);
        }
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> query : objects(path)) {
            Map<String, Integer> items = new HashMap<>();
            for (Map.Entry<String, JsonNode> item : query.getValue().properties()) {
                requireNumber(path, query.getKey(), item, isWhole(item.getValue()), "an integer grade");
                items.put(item.getKey(), item.getValue().intValue());
            }
            grades.put(query.getKey(), items);
        }
        return Qrels.of(grades);
    }

    private static boolean isWhole(JsonNode value) {
        return value.canConvertToExactIntegral() && value.canConvertToInt();
    }

    private static void requireNumber(
            Path path, String query, Map.Entry<String, JsonNode> item, boolean is, String what) throws IOException {
        if (!is) {
            throw new IOException(path + ": query " + query + ", item " + item.getKey() + " must have " + what
                    + ", not " + (item.getValue().isNumber() ? item.getValue().asString() : item.getValue()));
        }
    }

    private static Iterable<Map.Entry<String, JsonNode>> objects(Path path) throws IOException {
        try (InputStream in = TextFiles.open(path)) {
            JsonNode root = MAPPER.readTree(in);
            if (!root.isObject() || root.isEmpty()) {
                throw new IOException(path + ": must be an object of queries, {query: {item: number}}");
            }
            for (Map.Entry<String, JsonNode> query : root.properties()) {
                if (!query.getValue().isObject()) {
                    throw new IOException(path + ": query " + query.getKey() + " must be an object, {item: number}");
                }
            }
            return root.properties();
        } catch (JacksonException e) {
            String reason = e.getOriginalMessage().replaceAll("\\s*\\(start marker at .*", "");
            throw new IOException(path + ", line " + e.getLocation().getLineNr() + ": not valid JSON: " + reason, e);
        }
    }

    private static boolean isJson(Path path) throws IOException {
        try (InputStream in = TextFiles.open(path)) {
            int first = in.read();
            while (first >= 0 && Character.isWhitespace(first)) {
                first = in.read();
            }
            return first == '{' || first == '[';
        }
    }
}
