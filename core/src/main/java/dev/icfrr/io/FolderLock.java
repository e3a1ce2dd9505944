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
import java.util.concurrent.ThreadLocalRandom;

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
                byte[] content = content();
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(content), 0);
                if (isThere(file, content.length)) {
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

    /** The process, and spaces up to a random length, by which the file is recognized. */
    private static byte[] content() {
        byte[] content = new byte[ThreadLocalRandom.current().nextInt(32, LOCKED)];
        Arrays.fill(content, (byte) ' ');
        byte[] process = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(process, 0, content, 0, process.length);
        return content;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Does not open the file: closing it again would release the lock of this process on POSIX systems. */
    private static boolean isThere(Path file, int length) throws IOException {
        try {
            return Files.size(file) == length;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
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
