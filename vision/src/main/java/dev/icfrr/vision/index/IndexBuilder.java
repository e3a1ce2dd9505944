package dev.icfrr.vision.index;

import dev.icfrr.io.DiskSync;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.vision.index.Generations.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds an index from scratch, in a new folder or as the next generation of an existing index. */
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
     * Starts a build. The index becomes visible only with {@link #build()}.
     *
     * @param folder created where missing
     * @param replace whether an existing index may be replaced; its open readers keep using the old version
     * @throws IOException if the folder holds other files, or an index that may not be replaced
     */
    public static IndexBuilder start(Path folder, IndexSettings settings, boolean replace) throws IOException {
        return start(folder, settings, replace, WriteObserver.NONE);
    }

    static IndexBuilder start(Path folder, IndexSettings settings, boolean replace, WriteObserver steps)
            throws IOException {
        if (Generations.current(folder).isPresent() && !replace) {
            throw new IOException(folder + ": there is an index already; --replace builds it again");
        }
        DiskSync.createFolders(folder);
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

    /** Adds an item. It is kept on disk until the build. */
    public void add(IndexItem item) throws IOException {
        spool.add(item);
    }

    /** Returns the number of added items. */
    public int size() {
        return spool.size();
    }

    /** Builds the index from the added items and opens it. */
    public GalleryIndex build() throws IOException {
        return build(spool);
    }

    /**
     * Builds the index from a source, and opens it.
     *
     * @throws IllegalArgumentException if there are no items, or ids are invalid or not unique
     */
    public GalleryIndex build(ItemSource items) throws IOException {
        return build(items, new FullRebuild(settings));
    }

    /**
     * Builds the index from a source and neighbor lists that are known already, and opens it.
     *
     * @param lists plain lists of these items, in this order; neighbors beyond those that searches need become spare
     *     ones
     * @throws IllegalArgumentException as {@link #build(ItemSource)}, and if the lists are too short, or are not those
     *     of the items
     */
    public GalleryIndex build(ItemSource items, KnnGraph lists) throws IOException {
        return build(items, new KnownNeighbors(settings, lists));
    }

    private GalleryIndex build(ItemSource items, GenerationWriter.Neighborhood neighbors) throws IOException {
        for (int item = 0; item < items.size(); item++) {
            Ids.requireNew(items.id(item));
        }
        if (items.size() == 0) {
            throw new IllegalArgumentException("an index needs at least 1 item");
        }
        Optional<Centers> centers = settings.centered() ? Optional.of(Centers.of(items)) : Optional.empty();
        ItemSource written = centers.<ItemSource>map(found -> new CenteredItems(items, found))
                .orElse(items);
        new GenerationWriter(folder, previous + 1, steps).write(written, centers, neighbors, settings, items.size());
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
