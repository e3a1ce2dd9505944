package dev.icfrr.vision.npm;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads selected files of a package into memory. Accepts only files and folders below one top folder. Rejects links,
 * unsafe names, duplicate names and files over the size limits, even if they are not selected.
 */
public final class PackageFiles {

    /** Maximum size of a file. */
    private static final long MOST_BYTES_OF_A_FILE = 64L << 20;

    private static final long MOST_BYTES_OF_ALL = 1L << 30;
    private static final int MOST_ENTRIES = 100_000;

    private final Path archive;
    private final Predicate<String> wanted;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Set<String> names = new HashSet<>();
    private long bytes;

    private PackageFiles(Path archive, Predicate<String> wanted) {
        this.archive = archive;
        this.wanted = wanted;
    }

    /**
     * Reads files.
     *
     * @param archive a package's {@code .tgz}
     * @param wanted selects files by their path below the top folder
     * @return contents by that path, sorted
     * @throws IOException if the archive is missing, damaged or rejected; the message says which file and why
     */
    public static Map<String, byte[]> read(Path archive, Predicate<String> wanted) throws IOException {
        PackageFiles reading = new PackageFiles(archive, wanted);
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
            reading.read(file);
        }
        return reading.files;
    }

    private void read(InputStream file) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file, 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = checked(entry);
                if (!entry.isDirectory() && wanted.test(name)) {
                    files.put(name, content(tar, entry));
                }
            }
        } catch (RefusedException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(archive + ": damaged or cut off: " + e.getMessage(), e);
        }
    }

    /** Creates the full message of a rejected package. */
    private static final class RefusedException extends IOException {
        RefusedException(String message) {
            super(message);
        }
    }

    private RefusedException refused(String name, String why) {
        return new RefusedException(archive + ": refused, as '" + name + "' " + why);
    }

    /** Returns the path below the top folder. */
    private String checked(TarArchiveEntry entry) throws IOException {
        String name = entry.getName();
        if ((!entry.isDirectory() && !entry.isFile()) || entry.isLink() || entry.isSymbolicLink() || entry.isSparse()) {
            throw refused(name, "is neither a file nor a folder");
        }
        String[] parts = (entry.isDirectory() ? name.replaceFirst("/$", "") : name).split("/", -1);
        if (name.indexOf('\\') >= 0
                || name.chars().anyMatch(Character::isISOControl)
                || Arrays.stream(parts).anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))
                || (parts.length < 2 && !entry.isDirectory())) {
            throw refused(name, "is no path below a folder");
        }
        if (!names.add(name)) {
            throw refused(name, "is there twice");
        }
        if (entry.getSize() < 0 || entry.getSize() > MOST_BYTES_OF_A_FILE) {
            throw refused(name, "has " + entry.getSize() + " bytes, more than " + MOST_BYTES_OF_A_FILE);
        }
        bytes += entry.getSize();
        if (bytes > MOST_BYTES_OF_ALL || names.size() > MOST_ENTRIES) {
            throw refused(name, "goes beyond " + MOST_BYTES_OF_ALL + " bytes or " + MOST_ENTRIES + " entries in all");
        }
        return String.join("/", Arrays.asList(parts).subList(1, parts.length));
    }

    private static byte[] content(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        byte[] content = tar.readNBytes((int) entry.getSize());
        if (content.length < entry.getSize()) {
            throw new IOException(
                    entry.getName() + " ends after " + content.length + " of " + entry.getSize() + " bytes");
        }
        return content;
    }
}
