package dev.icfrr.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    /** Folders that this lock made, the innermost first. */
    private final List<Path> made;

    private FolderLock(Path file, FileChannel channel, List<Path> made) {
        this.file = file;
        this.channel = channel;
        this.made = List.copyOf(made);
    }

    /**
     * Takes the lock of a folder, and makes the folder if it is missing. If nothing is in it when the lock ends, it is
     * removed again.
     *
     * @param what see {@link #take}
     * @throws IOException if another run holds it, or if the folder or the file cannot be written
     */
    public static FolderLock takeNew(Path folder, String what) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path path = folder.toAbsolutePath(); path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        Files.createDirectories(folder);
        return take(folder, what, missing);
    }

    /**
     * Takes the lock of an existing folder.
     *
     * @param what what the holder does to the folder, for the message, for example {@code "writes its results here"}
     * @throws IOException if another run holds it, or if the file cannot be written
     */
    public static FolderLock take(Path folder, String what) throws IOException {
        return take(folder, what, List.of());
    }

    private static FolderLock take(Path folder, String what, List<Path> made) throws IOException {
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
                    return new FolderLock(file, channel, made);
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
        for (Path empty : made) {
            try {
                Files.deleteIfExists(empty);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }
}
