package dev.icfrr.vision.icons;

import dev.icfrr.vision.npm.PackageFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads icons from a package {@code @iconify-json/*}: one JSON file with the body of an SVG file per icon. */
final class IconifySet {
    private static final String FILE = "icons.json";
    private static final int USUAL_SIZE = 16;
    private static final double MARGIN = 0.06; // of the icon's size, on each side

    private IconifySet() {}

    /**
     * Returns icons of a package.
     *
     * @param colorByIcon names of icons, and the color {@code #rrggbb} of parts that leave their color open
     * @return SVG files by the name of the icon
     * @throws IOException if the package is damaged or lacks one of the icons
     */
    static Map<String, byte[]> svgs(Path archive, Map<String, String> colorByIcon) throws IOException {
        JsonNode set = json(archive);
        JsonNode icons = set.path("icons");
        Map<String, byte[]> svgs = new HashMap<>();
        for (Map.Entry<String, String> wanted : colorByIcon.entrySet()) {
            JsonNode icon = icons.path(wanted.getKey());
            String body = icon.path("body").asString("");
            if (body.isEmpty()) {
                throw new IOException(archive + ": holds no icon '" + wanted.getKey() + "'");
            }
            svgs.put(wanted.getKey(), svg(set, icon, body.replace("currentColor", wanted.getValue())));
        }
        return svgs;
    }

    private static JsonNode json(Path archive) throws IOException {
        byte[] file = PackageFiles.read(archive, FILE::equals).get(FILE);
        if (file == null) {
            throw new IOException(archive + ": holds no " + FILE);
        }
        try {
            return JsonMapper.shared().readTree(file);
        } catch (JacksonException e) {
            throw new IOException(archive + ": " + FILE + " is not as expected: " + e.getMessage(), e);
        }
    }

    private static byte[] svg(JsonNode set, JsonNode icon, String body) {
        double width = number(set, icon, "width", USUAL_SIZE);
        double height = number(set, icon, "height", USUAL_SIZE);
        double margin = MARGIN * Math.max(width, height);
        String box = (number(set, icon, "left", 0) - margin) + " " + (number(set, icon, "top", 0) - margin) + " "
                + (width + 2 * margin) + " " + (height + 2 * margin);
        return ("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\""
                        + box + "\">" + body + "</svg>")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a number of the icon, or else of the set. */
    private static double number(JsonNode set, JsonNode icon, String name, double otherwise) {
        return icon.path(name).asDouble(set.path(name).asDouble(otherwise));
    }
}
