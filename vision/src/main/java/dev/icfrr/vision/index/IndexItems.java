package dev.icfrr.vision.index;

import dev.icfrr.io.FileNames;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.StackedMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** The items of a state of an index: first those of the last full write, then those added since. All are mapped. */
final class IndexItems implements ItemSource {
    private final StoredItems written;
    private final Optional<StoredItems> added;
    private final Matrix features;
    private final Optional<ThumbnailPacks> thumbnails;

    private IndexItems(StoredItems written, Optional<StoredItems> added, Optional<ThumbnailPacks> thumbnails) {
        this.written = written;
        this.added = added;
        this.thumbnails = thumbnails;
        features = added.<Matrix>map(items -> new StackedMatrix(written.features(), items.features()))
                .orElse(written.features());
    }

    /**
     * Maps the files of the items of the last full write.
     *
     * @param added the items added since
     * @throws IOException if a file does not match the manifest
     */
    static IndexItems open(Path files, IndexManifest manifest, Optional<StoredItems> added) throws IOException {
        Set<String> present = manifest.files().keySet();
        int before = manifest.size() - manifest.added();
        return new IndexItems(
                StoredItems.open(files, "", present, before, manifest.dimension()),
                added,
                ThumbnailPacks.open(files, present, before, manifest.added()));
    }

    /** Returns the items of the last full write. */
    StoredItems written() {
        return written;
    }

    /** Returns the G x D features in single precision. */
    Matrix features() {
        return features;
    }

    /** Returns the thumbnails; empty if there are none. */
    Optional<ThumbnailPacks> thumbnails() {
        return thumbnails;
    }

    @Override
    public int size() {
        return features.rows();
    }

    @Override
    public int dimension() {
        return features.columns();
    }

    @Override
    public void copyFeature(int item, float[] into) {
        features.copyRow(item, into);
    }

    private StoredItems part(int item) {
        return added.isPresent() && item >= written.size() ? added.get() : written;
    }

    /** Returns the number of an item in its {@link #part}. */
    private int place(int item) {
        return added.isPresent() && item >= written.size() ? item - written.size() : item;
    }

    @Override
    public String id(int item) {
        return part(item).id(place(item));
    }

    /** Finds an item by its id. */
    OptionalInt find(String id) {
        OptionalInt found = written.find(id);
        if (found.isPresent() || added.isEmpty()) {
            return found;
        }
        OptionalInt later = added.get().find(id);
        return later.isPresent() ? OptionalInt.of(written.size() + later.getAsInt()) : later;
    }

    /** Finds an item by an id that a person typed, see {@link GalleryIndex#findTyped}. */
    OptionalInt findTyped(String id) {
        return Stream.of(id, FileNames.composed(id), FileNames.decomposed(id))
                .map(this::find)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    /** Returns whether at least one item has a label. */
    boolean isLabelled() {
        return written.isLabelled() || added.map(StoredItems::isLabelled).orElse(false);
    }

    @Override
    public long label(int item) {
        Objects.checkIndex(item, size());
        return part(item).label(place(item));
    }

    /** Counts the items of each label, see {@link GalleryIndex#countLabels}. */
    Map<Long, Integer> countLabels(int first, int end) {
        Objects.checkFromToIndex(first, end, size());
        Map<Long, Integer> counts = new HashMap<>();
        int split = Math.clamp(written.size(), first, end);
        written.countLabels(first, split, counts);
        added.ifPresent(items -> items.countLabels(split - written.size(), end - written.size(), counts));
        return counts;
    }

    @Override
    public Optional<byte[]> thumbnail(int item) {
        Objects.checkIndex(item, size());
        return thumbnails.flatMap(packs -> packs.get(item));
    }

    /**
     * Finds the first item, from a number on, whose image has a hash.
     *
     * @return -1 if there is none
     */
    int withContent(byte[] hash, int from) {
        int before = written.size();
        int found = from < before ? written.withContent(hash, from) : -1;
        if (found >= 0 || added.isEmpty()) {
            return found;
        }
        int later = added.get().withContent(hash, Math.max(0, from - before));
        return later < 0 ? -1 : before + later;
    }

    @Override
    public Optional<byte[]> contentHash(int item) {
        Objects.checkIndex(item, size());
        return part(item).contentHash(place(item));
    }
}
