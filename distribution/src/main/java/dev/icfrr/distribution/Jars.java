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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies jars into the image, without the native libraries of other platforms and with old classes converted. */
final class Jars {
    private final Platform platform;
    private final FileTime time;

    /** @param time of the entries of rewritten jars, so that equal inputs give equal bytes */
    Jars(Platform platform, FileTime time) {
        this.platform = platform;
        this.time = time;
    }

    /**
     * Copies a jar. A jar of which nothing is left out or converted stays as it is, to the byte.
     *
     * @throws IOException if it cannot be read or written
     */
    void copy(Path jar, Path to) throws IOException {
        try (ZipFile in = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(in.entries());
            List<ZipEntry> needed = new ArrayList<>(entries.stream()
                    .filter(entry -> platform.needs(entry.getName()))
                    .toList());
            Set<String> old = oldClasses(in, needed);
            if (needed.size() == entries.size() && old.isEmpty()) {
                Files.copy(jar, to);
                return;
            }
            try (OldClasses classes = new OldClasses(jar);
                    OutputStream file = Files.newOutputStream(to);
                    ZipOutputStream out = new ZipOutputStream(file)) {
                for (ZipEntry entry : needed) {
                    ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTimeLocal(LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC));
                    out.putNextEntry(copy);
                    try (InputStream content = in.getInputStream(entry)) {
                        if (old.contains(entry.getName())) {
                            out.write(classes.converted(content.readAllBytes()));
                        } else {
                            content.transferTo(out);
                        }
                    }
                    out.closeEntry();
                }
            }
        }
    }

    private static Set<String> oldClasses(ZipFile jar, List<ZipEntry> entries) throws IOException {
        Set<String> old = new HashSet<>();
        for (ZipEntry entry : entries) {
            try (InputStream content = jar.getInputStream(entry)) {
                if (OldClasses.isOld(entry.getName(), content)) {
                    old.add(entry.getName());
                }
            }
        }
        return old;
    }
}
