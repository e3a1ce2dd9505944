package dev.icfrr.cli.reproduce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The reproductions this program carries, YAML files each. */
public final class Reproductions {
    private static final String FOLDER = "/reproductions/";

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Reproductions() {}

    /** Their names, in the order of tables. */
    public static List<String> names() throws IOException {
        return new String(resource("index.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /**
     * Finds one by name.
     *
     * @throws IOException if there is none, naming those there are
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

    /** A file that lies beside the reproductions. */
    static byte[] resource(String name) throws IOException {
        try (InputStream in = Reproductions.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException(name + " is not among what this program carries");
            }
            return in.readAllBytes();
        }
    }
}
