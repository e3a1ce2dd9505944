package dev.icfrr.cli.rerank;

import dev.icfrr.io.DiskSync;
import dev.icfrr.io.FolderLock;
import dev.icfrr.io.StagingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a run's results, which never shows two runs at once. Rank files are written into a folder of their own;
 * once all are whole, what an earlier run left goes, and they get their final place. A run that ends before changes
 * nothing. Files that no run writes are not touched.
 */
final class ResultsFolder implements AutoCloseable {
    private static final Pattern RECORD =
            Pattern.compile("run\\.json|metrics\\.json|guard\\.csv|report\\.html|map_prec_ICFRR\\.(png|svg)");
    private static final Pattern SHEET = Pattern.compile("overview\\.png|reranking_iter_\\d+\\.png");
    private static final Pattern RANKS =
            Pattern.compile("reranking_iter_\\d+\\.(pth|run|run\\.gz)|qrels\\.txt(\\.gz)?");

    private final Path folder;
    private final Path ranks;
    private final StagingFolder unfinished;
    private final FolderLock lock;

    /**
     * Creates the folder, and one in it for unfinished rank files. Locks it until {@link #close}.
     *
     * @throws IOException if it cannot be, if another run writes into it, or if something that is no file has the name
     *     of a rank file
     */
    ResultsFolder(Path folder) throws IOException {
        this.folder = DiskSync.createFolders(folder);
        this.ranks = folder.resolve("ranks");
        this.lock = FolderLock.take(folder, "writes its results here");
        boolean opened = false;
        try {
            this.unfinished = open();
            opened = true;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private StagingFolder open() throws IOException {
        if (Files.exists(ranks) && !Files.isDirectory(ranks)) {
            throw new IOException(ranks + ": exists and is not a folder");
        }
        for (Path file : named(RANKS, ranks)) {
            if (!Files.isRegularFile(file)) {
                throw new IOException(file + ": exists and is not a regular file");
            }
        }
        return new StagingFolder(folder);
    }

    /** Where to write rank files. */
    Path unfinishedRanks() {
        return unfinished.path();
    }

    /** Whether rank files of an earlier run are there. */
    boolean hasRanks() throws IOException {
        return !named(RANKS, ranks).isEmpty();
    }

    /**
     * Removes what an earlier run left and puts the new rank files in its place; where there are none, ranks of an
     * earlier run stay.
     */
    void commit() throws IOException {
        List<Path> finished = named(RANKS, unfinished.path());
        remove(named(RECORD, folder));
        remove(named(SHEET, folder.resolve("vis")));
        // After a power cut, no record of an earlier run may stand beside new ranks.
        DiskSync.folder(folder);
        if (!finished.isEmpty()) {
            DiskSync.createFolders(ranks);
            remove(named(RANKS, ranks));
            DiskSync.folder(ranks);
            for (Path file : finished) {
                Files.move(file, ranks.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
            DiskSync.folder(ranks);
        }
    }

    private static List<Path> named(Pattern names, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry ->
                            names.matcher(entry.getFileName().toString()).matches())
                    .toList();
        }
    }

    private static void remove(List<Path> files) throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    /** Removes what is unfinished, and admits the next run. */
    @Override
    public void close() throws IOException {
        try {
            unfinished.close();
        } finally {
            lock.close();
        }
    }
}
