package dev.icfrr.vision.emoji;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of OpenMoji's table.
 *
 * @param hexcode code points in hexadecimal with hyphens between, as OpenMoji's files are called
 * @param group as {@code animals-nature}
 * @param subgroup as {@code animal-mammal}
 * @param skinTone whether it is a variant of another in some skin tone
 */
record Emoji(String hexcode, String group, String subgroup, boolean skinTone) {
    private static final Pattern HEXCODE = Pattern.compile("[0-9A-F]+(-[0-9A-F]+)*");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");

    Emoji {
        require(HEXCODE, "hexcode", hexcode);
        require(NAME, "group", group);
        require(NAME, "subgroups", subgroup);
    }

    private static void require(Pattern pattern, String field, String value) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(field + " is '" + value + "'");
        }
    }

    /** Code points in lower case without the variation selector, by which sets are joined. */
    String key() {
        return key(hexcode);
    }

    static String key(String codePoints) {
        return Arrays.stream(codePoints.toLowerCase(Locale.ROOT).split("-"))
                .filter(point -> !point.equals("fe0f"))
                .collect(Collectors.joining("-"));
    }

    /** Reads the table, {@code openmoji.json}. */
    static List<Emoji> table(byte[] json) throws IOException {
        List<Emoji> table = new ArrayList<>();
        try {
            for (JsonNode line : JsonMapper.shared().readTree(json)) {
                table.add(new Emoji(
                        line.path("hexcode").asString(""),
                        line.path("group").asString(""),
                        line.path("subgroups").asString(""),
                        !line.path("skintone").asString("").isEmpty()));
            }
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("OpenMoji's table of emoji is not as expected: " + e.getMessage(), e);
        }
        return table;
    }
}
