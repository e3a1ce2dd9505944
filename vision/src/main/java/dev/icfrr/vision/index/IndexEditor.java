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
 * Changes an index: what is removed leaves no gap, what is added comes last. Nothing counts before {@link #commit()}, which
 * replaces the old state at one stroke. One editor at a time can be open for an index.
 */
public final class IndexEditor implements AutoCloseable {
    private final WriteLock lock;
    private final GalleryIndex base;
    private final Parallelism parallelism;
    private final @Nullable ProgressListener progress;
    private final WriteObserver steps;
    private final ItemSpool added;
    private final BitSet removed = new BitSet();
    private final Set<String> addedIds = new HashSet<>();
    /** Ids by the hashes of their images; null until asked for, and after a removal. */
    private @Nullable Map<ByteBuffer, String> contents;

    private final Map<Long, String> labelNames;
    private long nextId;
    private boolean committed;

    private IndexEditor(
            WriteLock lock,
            GalleryIndex base,
            Parallelism parallelism,
            @Nullable ProgressListener progress,
            WriteObserver steps)
            throws IOException {
        this.lock = lock;
        this.base = base;
        this.parallelism = parallelism;
        this.progress = progress;
        this.steps = steps;
        nextId = base.manifest().nextId();
        labelNames = new HashMap<>(base.manifest().labelNames());
        // What an interrupted change has left; the generation before the current one may still be being opened.
        Generations.clean(base.folder(), base.generation(), base.generation() - 1);
        added = new ItemSpool(base.folder(), base.dimension());
    }

    /**
     * Starts to change an index.
     *
     * @param progress hears of the neighbors, or null
     * @throws IndexBusyException if somebody else is changing it
     * @throws IOException if it cannot be opened
     */
    public static IndexEditor open(Path folder, Parallelism parallelism, @Nullable ProgressListener progress)
            throws IOException {
        return open(folder, parallelism, progress, WriteObserver.NONE);
    }

    static IndexEditor open(
            Path folder, Parallelism parallelism, @Nullable ProgressListener progress, WriteObserver steps)
            throws IOException {
        GalleryIndex.open(folder);
        WriteLock lock = WriteLock.take(folder);
        try {
            return new IndexEditor(lock, GalleryIndex.open(folder), parallelism, progress, steps);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The state that is being changed. */
    public GalleryIndex base() {
        return base;
    }

    /**
     * Removes an item.
     *
     * @throws IllegalArgumentException if there is none of that id, or it is removed already
     */
    public void remove(String id) {
        OptionalInt item = base.find(id);
        if (item.isEmpty() || removed.get(item.getAsInt())) {
            throw new IllegalArgumentException("there is no item '" + id + "' in " + base.folder());
        }
        removed.set(item.getAsInt());
        contents = null;
    }

    /**
     * Adds an item; an id that was removed before may come again.
     *
     * @throws IllegalArgumentException if the id is taken or no id, or the feature does not fit
     */
    public void add(IndexItem item) throws IOException {
        Ids.bytes(item.id());
        OptionalInt there = base.find(item.id());
        if (addedIds.contains(item.id()) || (there.isPresent() && !removed.get(there.getAsInt()))) {
            throw new IllegalArgumentException("there is an item '" + item.id() + "' already in " + base.folder());
        }
        added.add(item);
        addedIds.add(item.id());
        Map<ByteBuffer, String> known = contents;
        if (known != null) {
            item.contentHash().ifPresent(hash -> known.putIfAbsent(ByteBuffer.wrap(hash), item.id()));
        }
    }

    /** The id of an item whose image has the same bytes. */
    public Optional<String> withContent(byte[] contentHash) {
        if (contents == null) {
            contents = contents();
        }
        return Optional.ofNullable(contents.get(ByteBuffer.wrap(contentHash)));
    }

    private Map<ByteBuffer, String> contents() {
        Map<ByteBuffer, String> known = new HashMap<>();
        for (int item = 0; item < base.size(); item++) {
            Optional<byte[]> hash = removed.get(item) ? Optional.empty() : base.contentHash(item);
            if (hash.isPresent()) {
                known.putIfAbsent(ByteBuffer.wrap(hash.get()), base.id(item));
            }
        }
        for (int item = 0; item < added.size(); item++) {
            Optional<byte[]> hash = added.contentHash(item);
            if (hash.isPresent()) {
                known.putIfAbsent(ByteBuffer.wrap(hash.get()), added.id(item));
            }
        }
        return known;
    }

    /** An id for an item without a name: the next number that was never given. */
    public String nextId() {
        String id = Long.toString(nextId++);
        while (addedIds.contains(id) || base.find(id).isPresent()) {
            id = Long.toString(nextId++);
        }
        return id;
    }

    /** Names a class. */
    public void nameLabel(long label, String name) {
        labelNames.put(label, name);
    }

    /** How many items the index will have. */
    public int size() {
        return base.size() - removed.cardinality() + added.size();
    }

    /**
     * Writes the new state and opens it; the old one if nothing was changed.
     *
     * @throws IllegalArgumentException if no item would be left
     * @throws IOException if it cannot be written; the old state then still counts
     */
    public GalleryIndex commit() throws IOException {
        if (committed) {
            throw new IllegalStateException("an editor commits once");
        }
        if (removed.isEmpty() && added.size() == 0) {
            return base;
        }
        if (size() == 0) {
            throw new IllegalArgumentException("an index must keep at least 1 item; remove the folder instead");
        }
        committed = true;
        int[] kept = IntStream.range(0, base.size())
                .filter(item -> !removed.get(item))
                .toArray();
        IndexManifest manifest = base.manifest();
        IndexSettings settings = new IndexSettings(
                manifest.kg(),
                manifest.self(),
                manifest.approximation(),
                manifest.model(),
                labelNames,
                manifest.program(),
                parallelism,
                progress);
        new GenerationWriter(base.folder(), base.generation() + 1, steps)
                .write(new ConcatenatedItems(base, kept, added), new Updated(base, kept, settings), settings, nextId);
        steps.before("clean up");
        Generations.clean(base.folder(), base.generation() + 1, base.generation());
        return GalleryIndex.open(base.folder());
    }

    /**
     * The neighbors and clusters of the old state, brought up to date. Approximate lists are updated by the same steps: an
     * item in a list stays where it belongs, and new items are put into every list they belong to, so that what an update
     * adds is exact, and what was missing before may go on missing.
     */
    @SuppressWarnings("ArrayRecordComponent") // lives only while a generation is written
    private record Updated(GalleryIndex base, int[] kept, IndexSettings settings)
            implements GenerationWriter.Neighborhood {
        @Override
        public KnnGraph graph(Matrix features) {
            KnnGraph old = base.storedGraph();
            return KnnGraphBuilder.like(old)
                    .withParallelism(settings.parallelism())
                    .withProgress(settings.progress())
                    .update(old, features, kept, Math.min(settings.kg(), old.kg()))
                    .map(graph -> graph.withProvenance(base.graph().provenance()))
                    .orElseGet(() -> new FullRebuild(settings).graph(features));
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
