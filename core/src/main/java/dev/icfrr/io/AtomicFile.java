package dev.icfrr.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears under its name only when it is complete: it is written under a temporary name beside its target, then moved
 * over the target. An uncommitted file is deleted on close, and also when the program is stopped.
 */
public final class AtomicFile implements AutoCloseable {

    private final Path target;
    private final TemporaryPath temporary;
    private final FileChannel channel;
    private boolean closed;

    /** Whatever fills a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of the content; the stream is closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes {@code target}, creating its folder where missing.
     *
     * @throws IOException when it cannot be written, saying which file and why; {@code target} is then as before
     */
    public static void write(Path target, Content content) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (AtomicFile file = new AtomicFile(target, 0)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file.channel));
            content.writeTo(out);
            out.flush();
            file.commit();
        } catch (IOException e) {
            throw new IOException(target + ": cannot be written: " + rootMessage(e), e);
        }
    }

    /** ImageIO's own message is only that writing failed; what failed is further down. */
    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /**
     * Creates the temporary file.
     *
     * @param bytes how large the file will be, as far as known
     * @throws IOException if the folder is missing or lacks the space, or the target is no regular file
     */
    public AtomicFile(Path target, long bytes) throws IOException {
        this.target = target;
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NoSuchFileException(target.toString(), null, "its folder does not exist");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException(target + ": exists and is not a regular file");
        }
        DiskSpace.require(target, bytes);
        temporary = new TemporaryPath(folder);
        channel = FileChannel.open(temporary.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        temporary.deleteOnShutdown();
    }

    /** Where to write the content. */
    public FileChannel channel() {
        return channel;
    }

    /** Writes all of the buffer at a position; from any thread. */
    public static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Moves the complete file to its name. */
    public void commit() throws IOException {
        channel.close();
        try {
            Files.move(temporary.path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary.path(), target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes what was not committed. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
        } finally {
            temporary.close();
        }
    }
}
