package dev.icfrr.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary folder for files that must appear under their names only when all of them are complete. Callers fill it
 * and move it, or files of it, to their final names. Whatever is left in it is deleted when it is closed, and also when
 * the program is stopped.
 */
public final class StagingFolder implements AutoCloseable {

    private final TemporaryPath temporary;

    /**
     * Creates an empty folder.
     *
     * @param parent where to create it: on the file system of the final names, so that moves are atomic
     */
    public StagingFolder(Path parent) throws IOException {
        temporary = new TemporaryPath(parent);
        Files.createDirectory(temporary.path());
        temporary.deleteOnShutdown();
    }

    /** Returns the folder to write to. */
    public Path path() {
        return temporary.path();
    }

    /** Flushes the folder to disk and moves it to its final name, which must be free or an empty folder. */
    public void moveTo(Path target) throws IOException {
        DiskSync.tree(path());
        Files.deleteIfExists(target);
        Files.move(path(), target);
        Path parent = target.toAbsolutePath().getParent();
        if (parent != null) {
            DiskSync.folder(parent);
        }
    }

    /** Deletes the files that were not moved. */
    @Override
    public void close() throws IOException {
        temporary.close();
    }
}
