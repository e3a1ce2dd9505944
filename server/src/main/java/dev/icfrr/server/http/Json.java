package dev.icfrr.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON strictly, and writes it in {@code snake_case} without nulls. */
public final class Json {
    private static final int DEEPEST = 16;

    private final JsonMapper mapper;

    /**
     * Creates a reader and writer.
     *
     * @param longest the most characters in a string
     */
    public Json(int longest) {
        mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .maxNumberLength(64)
                                .maxNameLength(256)
                                .maxStringLength(longest)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL)
                        .withContentInclusion(JsonInclude.Include.ALWAYS))
                .build();
    }

    /**
     * Reads a JSON object.
     *
     * @throws Problem 400 if the bytes are not exactly one JSON object
     */
    public Fields read(byte[] body) {
        JsonNode node;
        try {
            node = mapper.readTree(body);
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw Problem.badRequest("the body is not valid JSON"
                    + (at == null ? "" : ": see line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
        if (node == null || !node.isObject()) {
            throw Problem.badRequest("the body must be a JSON object");
        }
        return new Fields(node, "");
    }

    /** Reads the texts of a form or a query string as JSON fields. */
    public Fields read(Map<String, String> values) {
        var node = mapper.createObjectNode();
        values.forEach((name, value) -> {
            switch (value) {
                case "true", "false" -> node.put(name, Boolean.parseBoolean(value));
                case String number when number.matches("[+-]?\\d{1,9}") -> node.put(name, Integer.parseInt(number));
                case String number
                when number.matches("[+-]?\\d{1,20}(\\.\\d{0,20})?([eE][+-]?\\d{1,3})?") ->
                    node.put(name, Double.parseDouble(number));
                default -> node.put(name, value);
            }
        });
        return new Fields(node, "");
    }

    /** Answers with a value as JSON. */
    public void respond(Context context, Object value) {
        context.contentType("application/json").result(write(value));
    }

    /** Returns the value as JSON. */
    public byte[] write(Object value) {
        return mapper.writeValueAsBytes(value);
    }
}
