package dev.icfrr.testing.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/**
 * A folder of a real disk whose writes are recorded. {@link #afterPowerCut} shows what may be left of it after a power
 * cut at any moment.
 */
public final class ForgetfulDisk {
    private final DiskLog log = new DiskLog();
    private final Path root;

    /** @param folder an empty folder */
    public ForgetfulDisk(Path folder) {
        this(folder, true);
    }

    private ForgetfulDisk(Path folder, boolean links) {
        root = new RecordedFileSystem(folder, log, links).root();
    }

    /**
     * Returns a disk that gives no file a second name, as some file systems of memory cards and networks.
     *
     * @param folder an empty folder
     */
    public static ForgetfulDisk withoutLinks(Path folder) {
        return new ForgetfulDisk(folder, false);
    }

    /** Returns the folder. Files must be written by paths that are resolved from it. */
    public Path root() {
        return root;
    }

    /** Returns how many writes, changes of names, and flushes there have been. */
    public int events() {
        return log.size();
    }

    /**
     * Writes a state that is possible after a power cut.
     *
     * @param events after how many events the power was cut
     * @param random chooses among the possible states
     * @param into an empty folder
     */
    public void afterPowerCut(int events, Random random, Path into) throws IOException {
        log.restore(events, random, into);
    }
}
