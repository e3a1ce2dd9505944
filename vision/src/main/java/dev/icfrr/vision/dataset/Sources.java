package dev.icfrr.vision.dataset;

import dev.icfrr.vision.npm.NpmPackage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The notes beside third-party images: their sources and licenses. */
public final class Sources {
    private static final String LICENSES = "LICENSES/";

    private final StringBuilder text = new StringBuilder();
    private final Map<String, byte[]> files = new TreeMap<>();

    /** Starts the notes with the title of the data set. */
    public Sources(String title) {
        text.append(title)
                .append("\n\nMade from packages of npm; their licenses are in ")
                .append(LICENSES)
                .append(". Whoever passes images on must keep to them.\n");
    }

    /** Adds a source. */
    public void add(String what, NpmPackage source, String license, String note) {
        text.append("\n%s: %s\n  license: %s\n  %s\n  %s\n"
                .formatted(what, source.spec(), license, note, source.integrity()));
    }

    /** Adds the license text of a package. */
    public void license(String name, byte[] content) {
        files.put(LICENSES + name, content);
    }

    /** Adds a license text that this program contains: MIT of Fluent Emoji, or Apache-2.0. */
    public void license(String license) {
        String resource = license.equals("Apache-2.0") ? "/META-INF/LICENSE" : license + ".txt";
        try (InputStream in = Sources.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no text of the license " + license);
            }
            license(license + ".txt", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the files to write, by path below the data set's folder. */
    public Map<String, byte[]> files() {
        Map<String, byte[]> all = new TreeMap<>(files);
        all.put("SOURCES.txt", text.toString().getBytes(StandardCharsets.UTF_8));
        return all;
    }
}
