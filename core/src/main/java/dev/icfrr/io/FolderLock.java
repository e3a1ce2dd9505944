package dev.icfrr.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A lock that admits one run at a time to a folder. It is a hidden file that exists while the lock is held. The lock
 * ends with the process, so a killed process leaves nothing locked.
 */
public final class FolderLock implements AutoCloseable {

    private static final String NAME = ".icfrr-lock";
    /** The locked byte. Those before it name the process and can be read by others. */
    private static final int LOCKED = 1024;

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock of an existing folder.
     *
     * @param what what the holder does to the folder, for the message, for example {@code "writes its results here"}
     * @throws IOException if another run holds it, or if the file cannot be written
     */
    public static FolderLock take(Path folder, String what) throws IOException {
        Path file = folder.resolve(NAME);
        while (true) {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (!isLocked(channel)) {
                    throw new IOException(folder + ": " + holder(channel) + " " + what
                            + "; wait until it is done, or choose another folder");
                }
                byte[] process = process(ProcessHandle.current().pid());
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(process), 0);
                if (isThere(file, process)) {
                    return new FolderLock(file, channel);
                }
                // The last holder removed the file meanwhile, so this lock would hold nobody off.
                channel.close();
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }

    private static byte[] process(long pid) {
        return Long.toString(pid).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static boolean isThere(Path file, byte[] content) throws IOException {
        try {
            return Arrays.equals(Files.readAllBytes(file), content);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        return pid.matches("\\d+") ? "process " + pid : "another run";
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(file);
        } finally {
            channel.close();
        }
    }
}
