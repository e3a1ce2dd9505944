package dev.icfrr.vision.index;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.search.InvertedLists;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Changes an index. Removed items leave no gap; added items come last. Changes become visible only with
 * {@link #commit()}, which replaces the old state atomically. Only one editor can be open per index.
 */
public final class IndexEditor implements AutoCloseable {
    private final WriteLock lock;
    private final GalleryIndex base;
    private final Parallelism parallelism;
    private final @Nullable ProgressListener progress;
    private final WriteObserver steps;
    private final AddLimits limits;
    private final ItemSpool added;
    private final BitSet removed = new BitSet();
    private final Set<String> addedIds = new HashSet<>();
    /** Ids of added items by the hashes of their images. */
    private final Map<ByteBuffer, String> addedContents = new HashMap<>();

    private final Map<Long, String> labelNames;
    private long nextId;
    private boolean compacting;
    private boolean committed;

    private IndexEditor(
            WriteLock lock,
            GalleryIndex base,
            Parallelism parallelism,
            @Nullable ProgressListener progress,
            WriteObserver steps,
            AddLimits limits)
            throws IOException {
        this.lock = lock;
        this.base = base;
        this.parallelism = parallelism;
        this.progress = progress;
        this.steps = steps;
        this.limits = limits;
        nextId = base.manifest().nextId();
        labelNames = new HashMap<>(base.manifest().labelNames());
        // Removes leftovers of an interrupted change. A reader may still be opening the previous generation, so it
        // stays.
        Generations.clean(base.folder(), base.generation(), base.generation() - 1);
        added = new ItemSpool(base.folder(), base.dimension());
    }

    /**
     * Opens an index for changes.
     *
     * @param progress callback for the neighbor search, or null
     * @throws IndexBusyException if another editor is open
     * @throws IOException if it cannot be opened
     */
    public static IndexEditor open(Path folder, Parallelism parallelism, @Nullable ProgressListener progress)
            throws IOException {
        return open(folder, parallelism, progress, WriteObserver.NONE, AddLimits.DEFAULT);
    }

    static IndexEditor open(
            Path folder,
            Parallelism parallelism,
            @Nullable ProgressListener progress,
            WriteObserver steps,
            AddLimits limits)
            throws IOException {
        GalleryIndex.open(folder);
        WriteLock lock = WriteLock.take(folder);
        try {
            return new IndexEditor(lock, GalleryIndex.open(folder), parallelism, progress, steps, limits);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Returns the state that the changes start from. */
    public GalleryIndex base() {
        return base;
    }

    /**
     * Removes an item.
     *
     * @throws IllegalArgumentException if there is no item with that id
     */
    public void remove(String id) {
        OptionalInt item = base.find(id);
        if (item.isEmpty() || removed.get(item.getAsInt())) {
            throw new IllegalArgumentException("there is no item '" + id + "' in " + base.folder());
        }
        removed.set(item.getAsInt());
    }

    /**
     * Adds an item. The id of a removed item may be used again.
     *
     * @throws IllegalArgumentException if the id is taken or invalid, or the feature has the wrong length or is not
     *     finite
     */
    public void add(IndexItem item) throws IOException {
        Ids.requireNew(item.id());
        OptionalInt there = base.find(item.id());
        if (addedIds.contains(item.id()) || (there.isPresent() && !removed.get(there.getAsInt()))) {
            throw new IllegalArgumentException("there is an item '" + item.id() + "' already in " + base.folder());
        }
        added.add(base.centers()
                .map(centers -> item.withFeature(centers.galleryItem(item.feature())))
                .orElse(item));
        addedIds.add(item.id());
        item.contentHash().ifPresent(hash -> addedContents.putIfAbsent(ByteBuffer.wrap(hash), item.id()));
    }

    /** Returns the id of an item whose image has the same bytes. */
    public Optional<String> withContent(byte[] contentHash) {
        int item = base.withContent(contentHash, 0);
        while (item >= 0 && removed.get(item)) {
            item = base.withContent(contentHash, item + 1);
        }
        return item >= 0
                ? Optional.of(base.id(item))
                : Optional.ofNullable(addedContents.get(ByteBuffer.wrap(contentHash)));
    }

    /** Returns an id for an item without one: the next number that was never used. */
    public String nextId() {
        String id = Long.toString(nextId++);
        while (addedIds.contains(id) || base.find(id).isPresent()) {
            id = Long.toString(nextId++);
        }
        return id;
    }

    /** Sets the name of a class. */
    public void nameLabel(long label, String name) {
        labelNames.put(label, name);
    }

    /** Returns the number of items after the changes. */
    public int size() {
        return base.size() - removed.cardinality() + added.size();
    }

    /** Writes all files anew at the commit, also if items were only added since they were written. */
    public void compact() {
        compacting = base.manifest().added() > 0;
    }

    /**
     * Returns whether the commit certainly writes all files anew. Otherwise it does so only if the added items change
     * too many neighbor lists.
     */
    public boolean writesAll() {
        return compacting || !removed.isEmpty() || !limits.allow(base, added.size());
    }

    /**
     * Writes the new state and opens it. Returns the old state if nothing changed. A few added items, and the lists
     * that they change, are written beside the files of all other items, which both states share.
     *
     * @throws IllegalArgumentException if no item would be left
     * @throws IOException if the new state cannot be written; the old state then stays in place
     */
    public GalleryIndex commit() throws IOException {
        if (committed) {
            throw new IllegalStateException("an editor commits once");
        }
        if (removed.isEmpty() && added.size() == 0 && !compacting) {
            return base;
        }
        if (size() == 0) {
            throw new IllegalArgumentException("an index must keep at least 1 item; remove the folder instead");
        }
        committed = true;
        IndexManifest manifest = base.manifest();
        IndexSettings settings = new IndexSettings(
                manifest.kg(),
                manifest.self(),
                manifest.vote().<VoteChoice>map(VoteChoice.Given::new).orElseGet(VoteChoice.Flat::new),
                manifest.centered(),
                manifest.approximation(),
                manifest.model(),
                labelNames,
                manifest.program(),
                parallelism,
                progress);
        Optional<AddedChanges> few = writesAll()
                ? Optional.empty()
                : AddedChanges.find(base, added, settings).filter(found -> limits.allow(base, added, found));
        if (few.isPresent()) {
            new GenerationWriter(base.folder(), base.generation() + 1, steps)
                    .writeAdded(base, added, few.get(), settings, nextId);
        } else {
            writeAll(settings);
        }
        steps.before("clean up");
        Generations.clean(base.folder(), base.generation() + 1, base.generation());
        return GalleryIndex.open(base.folder());
    }

    private void writeAll(IndexSettings settings) throws IOException {
        int[] kept = IntStream.range(0, base.size())
                .filter(item -> !removed.get(item))
                .toArray();
        new GenerationWriter(base.folder(), base.generation() + 1, steps)
                .write(
                        new ConcatenatedItems(base, kept, added),
                        base.centers(),
                        new Updated(base, kept, settings),
                        settings,
                        nextId);
    }

    /**
     * Updates the neighbors and clusters of the old state. Approximate lists are updated by the same steps: listed
     * items keep their places, and new items enter every list they belong to. An update therefore adds exact neighbors,
     * but does not add neighbors that were missing before.
     */
    @SuppressWarnings("ArrayRecordComponent") // lives only while a generation is written
    private record Updated(GalleryIndex base, int[] kept, IndexSettings settings)
            implements GenerationWriter.Neighborhood {
        @Override
        public StoredLists lists(Matrix features) {
            KnnGraph old = base.storedGraph();
            return KnnGraphBuilder.like(old)
                    .withParallelism(settings.parallelism())
                    .withProgress(settings.progress())
                    .update(old, features, kept, Math.min(settings.kg(), old.kg()))
                    .map(graph ->
                            StoredLists.updated(base, kept, graph.withProvenance(old.provenance()), features, settings))
                    .orElseGet(() -> new FullRebuild(settings).lists(features));
        }

        @Override
        public Optional<InvertedLists> clusters(Matrix features) {
            return base.clusters().map(clusters -> clusters.updated(features, kept, settings.parallelism()));
        }
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            added.close();
        }
    }
}
