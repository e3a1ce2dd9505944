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
 * A file that appears under its name only when it is complete. It is written under a temporary name in the same folder,
 * then moved. A file that is not committed is removed, also when the program is asked to stop.
 */
public final class AtomicFile implements AutoCloseable {
    /** Bytes written at once. Java copies those of its heap to memory of the same size, which the thread then keeps. */
    private static final int AT_ONCE = 1 << 20;

    private final Path target;
    private final TemporaryPath temporary;
    private final FileChannel channel;
    private boolean closed;

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of the content; the stream is closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes {@code target} and creates its folder if missing.
     *
     * @throws IOException if it cannot be written; the message names the file and the cause, and {@code target} stays
     *     as it was
     */
    public static void write(Path target, Content content) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            DiskSync.createFolders(folder);
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

    /** Returns the message of the deepest cause: ImageIO's own message says only that writing failed. */
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
     * @param bytes expected size of the file; 0 if unknown
     * @throws IOException if the folder is missing or lacks the space, or the target is not a regular file
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

    /** Returns the channel to write the content to. */
    public FileChannel channel() {
        return channel;
    }

    /** Writes all of the buffer at a position. Any thread may call this. */
    public static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        int end = bytes.limit();
        while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + AT_ONCE));
            at += channel.write(bytes, at);
        }
    }

    /**
     * Flushes the complete file to disk and moves it to its name. After a power cut, the name belongs to the old
     * content or to the new, whole.
     *
     * @throws IOException if it cannot be moved
     */
    public void commit() throws IOException {
        DiskSync.file(channel);
        channel.close();
        try {
            Files.move(temporary.path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary.path(), target, StandardCopyOption.REPLACE_EXISTING);
        }
        Path folder = temporary.path().getParent();
        if (folder != null) {
            DiskSync.folder(folder);
        }
    }

    /** Removes the temporary file unless it was committed. */
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
