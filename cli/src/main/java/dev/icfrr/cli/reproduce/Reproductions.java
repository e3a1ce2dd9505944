package dev.icfrr.cli.reproduce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The reproductions bundled with this program, as YAML files. */
public final class Reproductions {
    private static final String FOLDER = "/reproductions/";

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Reproductions() {}

    /** Returns their names, in the order of the tables. */
    public static List<String> names() throws IOException {
        return new String(resource("index.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /**
     * Finds one by name.
     *
     * @throws IOException if there is none, naming the existing ones
     */
    public static Reproduction named(String name) throws IOException {
        if (!names().contains(name)) {
            throw new IOException("there is no reproduction '" + name + "'; there are " + String.join(", ", names()));
        }
        return parse(name, resource(name + ".yaml"));
    }

    static Reproduction parse(String name, byte[] yaml) throws IOException {
        try {
            return MAPPER.readValue(yaml, Reproduction.class);
        } catch (JacksonException e) {
            throw new IOException("reproduction '" + name + "': " + e.getOriginalMessage(), e);
        }
    }

    /** Reads a file next to the reproductions. */
    static byte[] resource(String name) throws IOException {
        try (InputStream in = Reproductions.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException(name + " is not bundled with this program");
            }
            return in.readAllBytes();
        }
    }
}
