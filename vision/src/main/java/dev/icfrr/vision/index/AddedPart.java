package dev.icfrr.vision.index;

import dev.icfrr.knn.ListChanges;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The items that were added to an index since all its files were written, and the neighbor lists that these items
 * changed. Their files are described in {@code docs/formats/gallery-index.md}.
 *
 * @param items the added items
 * @param plain changed and added plain lists, with spare neighbors
 * @param scaled changed and added scaled lists; empty if searches do not use them
 * @param clusters the cluster of each added item; empty if the index has no clusters
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AddedPart(StoredItems items, ListChanges plain, Optional<ListChanges> scaled, Optional<int[]> clusters) {
    /** Starts the names of the files of added items; the rest is the name of the file of other items. */
    static final String PREFIX = "added-";

    static final String CHANGED_ITEMS = "changed-items.npy";
    static final String CHANGED_LISTS = "changed-neighbors.npy";
    static final String CHANGED_SCALED_ITEMS = "changed-scaled-items.npy";
    static final String CHANGED_SCALED_LISTS = "changed-neighbors-scaled.npy";

    /** Returns whether a file belongs to this part. */
    static boolean holds(String name) {
        return name.startsWith(PREFIX) || name.startsWith("changed-");
    }

    /**
     * Maps the files.
     *
     * @throws IOException if one is missing, or does not match the manifest
     */
    static AddedPart open(Path files, IndexManifest manifest) throws IOException {
        Set<String> present = manifest.files().keySet();
        int added = manifest.added();
        Optional<int[]> clusters = Optional.empty();
        if (present.contains(GenerationWriter.CENTERS)) {
            Path file = files.resolve(PREFIX + GenerationWriter.CLUSTERS);
            clusters = Optional.of(TensorFiles.map(file).toIntArray());
            StoredItems.require(clusters.get().length == added, file);
        }
        return new AddedPart(
                StoredItems.open(files, PREFIX, present, added, manifest.dimension()),
                changes(files, CHANGED_ITEMS, CHANGED_LISTS, manifest.size()),
                present.contains(GenerationWriter.SCALED_NEIGHBORS)
                        ? Optional.of(changes(files, CHANGED_SCALED_ITEMS, CHANGED_SCALED_LISTS, manifest.size()))
                        : Optional.empty(),
                clusters);
    }

    private static ListChanges changes(Path files, String items, String lists, int size) throws IOException {
        try {
            return ListChanges.stored(
                    size, TensorFiles.map(files.resolve(items)), TensorFiles.map(files.resolve(lists)));
        } catch (IllegalArgumentException e) {
            throw new IOException(files.resolve(items) + ": damaged: " + e.getMessage(), e);
        }
    }
}
