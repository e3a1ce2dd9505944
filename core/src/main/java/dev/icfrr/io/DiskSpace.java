package dev.icfrr.io;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** A check of the free space on disks. */
public final class DiskSpace {

    private DiskSpace() {}

    /**
     * Checks that the disk of a file to be written has room for it.
     *
     * @param path the file; its folder must exist
     * @param bytes size of the file to be
     * @throws IOException if the space does not suffice; the message names the file, the needed and the free space
     */
    public static void require(Path path, long bytes) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        long free = usable(folder == null ? path.toAbsolutePath() : folder);
        if (bytes > free) {
            throw new IOException(path + ": needs " + Math.ceilDiv(bytes, 1L << 20) + " MiB, but only " + (free >> 20)
                    + " MiB are free on its disk; free some space or write elsewhere");
        }
    }

    /**
     * Returns the bytes that may be written to the disk of a folder. Asks the file system, not the table of mounts,
     * which lacks the root folder in a changed root (chroot).
     */
    public static long usable(Path folder) throws IOException {
        return folder.getFileSystem().equals(FileSystems.getDefault())
                ? folder.toFile().getUsableSpace()
                : Files.getFileStore(folder).getUsableSpace();
    }
}
