package dev.icfrr.vision.index;

import dev.icfrr.vision.index.Generations.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds an index from scratch: in a new folder, or as the next generation of one that is there. */
public final class IndexBuilder implements AutoCloseable {
    private final Path folder;
    private final WriteLock lock;
    private final IndexSettings settings;
    private final WriteObserver steps;
    private final long previous;
    private final ItemSpool spool;

    private IndexBuilder(Path folder, WriteLock lock, IndexSettings settings, WriteObserver steps) throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.settings = settings;
        this.steps = steps;
        previous = Generations.current(folder).map(Pointer::generation).orElse(0L);
        Generations.clean(folder, previous, previous);
        spool = new ItemSpool(folder, 0);
    }

    /**
     * Starts to build. Nothing counts before {@link #build()}.
     *
     * @param folder created where missing
     * @param replace whether an index that is there may be replaced; its readers go on with what they have
     * @throws IOException if the folder holds something else, or an index that may not be replaced
     */
    public static IndexBuilder start(Path folder, IndexSettings settings, boolean replace) throws IOException {
        return start(folder, settings, replace, WriteObserver.NONE);
    }

    static IndexBuilder start(Path folder, IndexSettings settings, boolean replace, WriteObserver steps)
            throws IOException {
        if (Generations.current(folder).isPresent() && !replace) {
            throw new IOException(folder + ": there is an index already; --replace builds it again");
        }
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            Optional<Path> foreign = entries.filter(IndexBuilder::isForeign).findFirst();
            if (foreign.isPresent()) {
                throw new IOException(folder + ": holds " + foreign.get().getFileName()
                        + ", which is no part of an index; name a new or an empty folder");
            }
        }
        WriteLock lock = WriteLock.take(folder);
        try {
            return new IndexBuilder(folder, lock, settings, steps);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static boolean isForeign(Path entry) {
        return !String.valueOf(entry.getFileName())
                .matches("CURRENT|LOCK|gen-\\d+(\\.tmp)?|\\.icfrr-.*\\.tmp|(features|thumbnails)\\d+\\.spool");
    }

    /** Adds an item; it waits on disk. */
    public void add(IndexItem item) throws IOException {
        spool.add(item);
    }

    /** Values per feature of the items that were added; 0 before the first. */
    public int dimension() {
        return spool.dimension();
    }

    /** How many items were added. */
    public int size() {
        return spool.size();
    }

    /** Builds the index from the items that were added, and opens it. */
    public GalleryIndex build() throws IOException {
        return build(spool);
    }

    /**
     * Builds the index from a source, and opens it.
     *
     * @throws IllegalArgumentException if there are no items, or ids are not unique
     */
    public GalleryIndex build(ItemSource items) throws IOException {
        if (items.size() == 0) {
            throw new IllegalArgumentException("an index needs at least 1 item");
        }
        new GenerationWriter(folder, previous + 1, steps)
                .write(items, new FullRebuild(settings), settings, items.size());
        steps.before("clean up");
        Generations.clean(folder, previous + 1, previous);
        return GalleryIndex.open(folder);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            spool.close();
        }
    }
}
