package dev.icfrr.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies jars into the image, without the native libraries of other platforms. */
final class Jars {
    private final Platform platform;
    private final FileTime time;

    /** @param time of the entries of rewritten jars, so that equal inputs give equal bytes */
    Jars(Platform platform, FileTime time) {
        this.platform = platform;
        this.time = time;
    }

    /**
     * Copies a jar. A jar from which nothing is left out stays as it is, to the byte.
     *
     * @throws IOException if it cannot be read or written
     */
    void copy(Path jar, Path to) throws IOException {
        try (ZipFile in = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(in.entries());
            List<ZipEntry> needed = new ArrayList<>(entries.stream()
                    .filter(entry -> platform.needs(entry.getName()))
                    .toList());
            if (needed.size() == entries.size()) {
                Files.copy(jar, to);
                return;
            }
            try (OutputStream file = Files.newOutputStream(to);
                    ZipOutputStream out = new ZipOutputStream(file)) {
                for (ZipEntry entry : needed) {
                    ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTimeLocal(LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC));
                    out.putNextEntry(copy);
                    try (InputStream content = in.getInputStream(entry)) {
                        content.transferTo(out);
                    }
                    out.closeEntry();
                }
            }
        }
    }
}
