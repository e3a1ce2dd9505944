package dev.icfrr.vision.extract;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.FileTrees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The unfinished work of an extraction, from which the next run resumes. Shards always cover the same images, and
 * batches always hold the same images, so a resumed run ends with the same bytes. A lock admits one run at a time,
 * because two runs would mix their shards.
 */
final class WorkFolder implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(WorkFolder.class.getName());
    static final String RESULTS = "results";

    private static final int SMALLEST_SHARD = 16;
    private static final String MANIFEST = "manifest.txt";

    /** Chooses settings if no earlier run has chosen them. */
    @FunctionalInterface
    public interface Tuner {
        /** Measures for some seconds. */
        Tuning tune() throws IOException;
    }

    private static final Pattern TUNING = Pattern.compile("batch (\\d+) threads (\\d+)");

    private final Path folder;
    private final Tuning tuning;

    private final FileChannel lock;

    private WorkFolder(Path folder, Tuning tuning, FileChannel lock) {
        this.folder = folder;
        this.tuning = tuning;
        this.lock = lock;
    }

    /**
     * Opens the folder of an earlier run of the same work, or creates an empty one.
     *
     * @param fingerprint identifies the work; files of another fingerprint are deleted
     * @param wanted required settings, or empty to take those of the earlier run or of {@code tuner}
     */
    public static WorkFolder open(Path folder, String fingerprint, Optional<Tuning> wanted, Tuner tuner)
            throws IOException {
        FileChannel lock = lock(folder);
        boolean success = false;
        try {
            WorkFolder opened = new WorkFolder(folder, tuning(folder, fingerprint, wanted, tuner), lock);
            success = true;
            return opened;
        } finally {
            if (!success) {
                unlock(folder, lock);
            }
        }
    }

    private static Tuning tuning(Path folder, String fingerprint, Optional<Tuning> wanted, Tuner tuner)
            throws IOException {
        Path manifest = folder.resolve(MANIFEST);
        if (Files.isRegularFile(manifest)) {
            List<String> lines = Files.readAllLines(manifest);
            Optional<Tuning> earlier = lines.size() == 2 && lines.getFirst().equals(fingerprint)
                    ? parse(lines.getLast())
                    : Optional.empty();
            if (earlier.isPresent() && (wanted.isEmpty() || wanted.equals(earlier))) {
                return earlier.get();
            }
        }
        FileTrees.delete(folder);
        Tuning tuning = wanted.isPresent() ? wanted.get() : tuner.tune();
        String text = fingerprint + "\nbatch " + tuning.batch() + " threads " + tuning.threads() + "\n";
        AtomicFile.write(manifest, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        return tuning;
    }

    /**
     * The lock file is beside the folder, because the folder is deleted. The operating system releases the lock when
     * the process ends.
     */
    private static Path lockFile(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = lockFile(folder);
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            LOG.log(System.Logger.Level.DEBUG, "held by this process", e);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw new IOException(file + ": another extraction into this folder is at work; wait for it or end it");
        }
        return channel;
    }

    private static void unlock(Path folder, FileChannel lock) throws IOException {
        Files.deleteIfExists(lockFile(folder));
        lock.close();
    }

    /** Deletes the leftovers of a run that was killed after its results were complete. */
    public static void sweep(Path folder) throws IOException {
        if (Files.exists(folder) || Files.exists(lockFile(folder))) {
            FileChannel lock = lock(folder);
            try {
                FileTrees.delete(folder);
            } finally {
                unlock(folder, lock);
            }
        }
    }

    private static Optional<Tuning> parse(String line) {
        Matcher match = TUNING.matcher(line);
        try {
            return match.matches()
                    ? Optional.of(new Tuning(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the settings of this work. */
    public Tuning tuning() {
        return tuning;
    }

    /** Returns the number of images per shard, a multiple of the batch size. */
    int shardSize(int batch) {
        return Math.ceilDiv(SMALLEST_SHARD, batch) * batch;
    }

    /** Returns the folder where results are written before they are moved. */
    Path results() {
        return folder.resolve(RESULTS);
    }

    /** Returns the file of a shard. */
    Path shard(Domain domain, int number) {
        return folder.resolve(domain.label(), "%06d.shard".formatted(number));
    }

    /** Deletes all work. */
    public void delete() throws IOException {
        FileTrees.delete(folder);
    }

    /** Releases the folder. Its content stays for the next run. */
    @Override
    public void close() throws IOException {
        unlock(folder, lock);
    }
}
