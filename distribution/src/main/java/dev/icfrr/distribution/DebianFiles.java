package dev.icfrr.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the documents that a Debian package has in addition to those of the archive. */
final class DebianFiles {
    private static final String MAINTAINER = "Maintainer: ";

    private DebianFiles() {}

    /**
     * Writes {@code changelog.gz} and {@code copyright}.
     *
     * @param sources the folder {@code src/deb}
     * @param thirdParty the list of libraries and licenses
     * @param release the version
     * @param time of the release
     */
    static void write(Path sources, Path thirdParty, String release, Instant time, Path folder) throws IOException {
        Files.createDirectories(folder);
        String control = Files.readString(sources.resolve("control/control"));
        TarGz.writeGzip(
                folder.resolve("changelog.gz"),
                changelog(release, maintainer(control), time).getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                folder.resolve("copyright"),
                Files.readString(sources.resolve("copyright")) + "\n" + Files.readString(thirdParty));
    }

    /** Returns a changelog in the format of Debian with one entry. */
    static String changelog(String release, String maintainer, Instant time) {
        return """
                icfrr (%s) unstable; urgency=medium

                  * Release %s. CHANGELOG.md lists the changes.

                 -- %s  %s
                """.formatted(
                        release,
                        release,
                        maintainer,
                        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                                .format(time.atOffset(ZoneOffset.UTC)));
    }

    private static String maintainer(String control) throws IOException {
        return control.lines()
                .filter(line -> line.startsWith(MAINTAINER))
                .map(line -> line.substring(MAINTAINER.length()))
                .findFirst()
                .orElseThrow(() -> new IOException("the control file names no maintainer"));
    }
}
