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
 * An entry of OpenMoji's table.
 *
 * @param hexcode hexadecimal code points with hyphens, as in the names of OpenMoji's files
 * @param group for example {@code animals-nature}
 * @param subgroup for example {@code animal-mammal}
 * @param skinTone whether it is a skin-tone variant of another emoji
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

    /** Returns the code points in lower case without the variation selector, the key that joins emoji sets. */
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
