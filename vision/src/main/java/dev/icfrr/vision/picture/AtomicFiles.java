package dev.icfrr.vision.picture;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file under a temporary name and moves it into place: a killed run leaves the old file or the new one. */
public final class AtomicFiles {

    private AtomicFiles() {}

    /** Whatever fills the file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of the content; the stream is closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes {@code target}, creating its folder where missing.
     *
     * @throws IOException when it cannot be written; {@code target} is then as before
     */
    public static void write(Path target, Content content) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(target + " is no file name");
        }
        Files.createDirectories(folder);
        // Not createTempFile: its files are readable by the owner alone, and that would stay after the move.
        Path temporary = folder.resolve("." + target.getFileName() + "."
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId() + ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                content.writeTo(out);
            }
            move(temporary, target);
        } catch (IOException e) {
            throw new IOException(target + ": cannot be written: " + reason(e), e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** ImageIO's own message is that writing failed; what failed is further down. */
    private static String reason(IOException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
