package dev.icfrr.distribution;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Writes a folder as an archive whose bytes depend on nothing but the names, modes and contents of its files. */
final class TarGz {
    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;
    private static final int BEST = 9;

    private TarGz() {}

    /** Writes bytes as a gzip file without a name and a time. */
    static void writeGzip(Path file, byte[] content) throws IOException {
        try (OutputStream out = new GzipCompressorOutputStream(Files.newOutputStream(file), best())) {
            out.write(content);
        }
    }

    private static GzipParameters best() {
        GzipParameters gzip = new GzipParameters();
        gzip.setCompressionLevel(BEST);
        return gzip;
    }

    /**
     * Writes {@code folder} and all files in it, in the order of their names.
     *
     * @param name of the top folder in the archive
     * @param time modification time of every entry
     */
    static void write(Path folder, String name, FileTime time, Path archive) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(archive));
                GzipCompressorOutputStream zipped = new GzipCompressorOutputStream(file, best());
                TarArchiveOutputStream tar = new TarArchiveOutputStream(zipped, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path path : sorted(folder)) {
                String entry = path.equals(folder)
                        ? name
                        : name + "/" + folder.relativize(path).toString();
                add(tar, path, entry, time);
            }
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    private static void add(TarArchiveOutputStream tar, Path path, String name, FileTime time) throws IOException {
        TarArchiveEntry entry;
        if (Files.isSymbolicLink(path)) {
            entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path)) {
            entry = new TarArchiveEntry(name + "/");
            entry.setMode(EXECUTABLE);
        } else {
            entry = new TarArchiveEntry(name);
            entry.setMode(Files.isExecutable(path) ? EXECUTABLE : PLAIN);
            entry.setSize(Files.size(path));
        }
        entry.setModTime(time);
        entry.setIds(0, 0);
        tar.putArchiveEntry(entry);
        if (entry.isFile() && !entry.isSymbolicLink()) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }
}
