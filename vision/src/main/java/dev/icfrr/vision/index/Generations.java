package dev.icfrr.vision.index;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.DiskSync;
import dev.icfrr.io.FileHashes;
import dev.icfrr.io.FileTrees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The states of an index. Each state is a folder; the file {@code CURRENT} names the published one. */
final class Generations {
    static final String CURRENT = "CURRENT";
    static final String MANIFEST = "index.json";

    private static final Pattern FOLDER = Pattern.compile("gen-(\\d{6,18})");
    private static final Pattern POINTER = Pattern.compile("gen-(\\d{6,18}) ([0-9a-f]{64})\n");
    private static final int POINTER_BYTES = 256;

    private Generations() {}

    /** A generation and the SHA-256 hash of its manifest. */
    record Pointer(long generation, String sha256) {
        String text() {
            return name(generation) + " " + sha256 + "\n";
        }
    }

    static String name(long generation) {
        return String.format(Locale.ROOT, "gen-%06d", generation);
    }

    static Path folder(Path index, long generation) {
        return index.resolve(name(generation));
    }

    /** Returns the published generation; empty if there is none yet. */
    static Optional<Pointer> current(Path index) throws IOException {
        Path file = index.resolve(CURRENT);
        String text;
        try {
            if (Files.size(file) > POINTER_BYTES) {
                throw new IOException(file + ": damaged: too long");
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Matcher match = POINTER.matcher(text);
        if (!match.matches()) {
            throw new IOException(file + ": damaged: it does not name a generation");
        }
        return Optional.of(new Pointer(Long.parseLong(match.group(1)), match.group(2)));
    }

    /** Publishes a complete folder as a generation. */
    static void publish(Path index, Path complete, long generation, WriteObserver steps) throws IOException {
        String hash = FileHashes.sha256(complete.resolve(MANIFEST));
        steps.before("name the folder");
        Files.move(complete, folder(index, generation), StandardCopyOption.ATOMIC_MOVE);
        DiskSync.folder(index);
        steps.before("write CURRENT");
        byte[] pointer = new Pointer(generation, hash).text().getBytes(StandardCharsets.US_ASCII);
        try (AtomicFile file = new AtomicFile(index.resolve(CURRENT), pointer.length)) {
            AtomicFile.write(file.channel(), ByteBuffer.wrap(pointer), 0);
            steps.before("move CURRENT");
            file.commit();
        }
    }

    /**
     * Removes leftovers of interrupted changes, and all generations but the last two. The second-to-last one stays for
     * readers that have just read {@code CURRENT} and are about to open it. Mapped files stay readable. If the
     * operating system refuses to remove one, a later change removes it.
     */
    static void clean(Path index, long current, long previous) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(index)) {
            entries = listed.toList();
        }
        for (Path entry : entries) {
            String name = String.valueOf(entry.getFileName());
            Matcher match = FOLDER.matcher(name);
            boolean unneeded = match.matches()
                    && Long.parseLong(match.group(1)) != current
                    && Long.parseLong(match.group(1)) != previous;
            boolean leftover = name.matches("gen-\\d+\\.tmp|\\.icfrr-.*\\.tmp|\\w+\\.spool");
            if (unneeded || leftover) {
                try {
                    FileTrees.delete(entry);
                } catch (IOException e) {
                    System.getLogger(Generations.class.getName())
                            .log(System.Logger.Level.DEBUG, "cannot remove " + entry + " yet: " + e.getMessage());
                }
            }
        }
    }

    /**
     * Gives a file of a generation a second name, or copies it.
     *
     * @return whether it was linked
     */
    static boolean link(Path file, Path to) throws IOException {
        try {
            Files.createLink(to, file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // Some file systems do not support links.
            Files.copy(file, to);
            return false;
        }
    }
}
