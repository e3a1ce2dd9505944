package dev.icfrr.vision.dataset;

import dev.icfrr.vision.npm.NpmPackage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What is written beside images of others: where they come from, and under which licenses they may be passed on. */
public final class Sources {
    private static final String LICENSES = "LICENSES/";

    private final StringBuilder text = new StringBuilder();
    private final Map<String, byte[]> files = new TreeMap<>();

    /** Starts with a line on what the data set is. */
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

    /** Adds the text of a license as it came with a package. */
    public void license(String name, byte[] content) {
        files.put(LICENSES + name, content);
    }

    /** Adds the text of a license that this program carries: MIT of Fluent Emoji, or Apache-2.0. */
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

    /** All of it, by path below the data set's folder. */
    public Map<String, byte[]> files() {
        Map<String, byte[]> all = new TreeMap<>(files);
        all.put("SOURCES.txt", text.toString().getBytes(StandardCharsets.UTF_8));
        return all;
    }
}
