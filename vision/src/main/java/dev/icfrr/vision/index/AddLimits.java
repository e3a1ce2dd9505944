package dev.icfrr.vision.index;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.NeighborLists;
import dev.icfrr.vision.index.IndexManifest.FileEntry;
import java.util.Map;

/**
 * How many items may be added to an index before all of its files are written anew. Until then each change writes all
 * items added since the last full write, and all lists that these changed, so they must stay few.
 *
 * @param leastItems a smaller index is written anew each time, which takes no longer
 * @param itemShare one added item per so many others
 * @param byteShare one byte for added items and changed lists per so many of all other files
 * @param mostBytes for added items and changed lists
 */
record AddLimits(int leastItems, int itemShare, int byteShare, long mostBytes) {
    static final AddLimits DEFAULT = new AddLimits(4096, 64, 8, 64L << 20);

    /** With more new items at once, writing all files anew is faster: it compares them with others in larger blocks. */
    private static final int MOST_AT_ONCE = 256;

    /** Returns whether lists stay as long as they are when items are added, and there are enough of them. */
    boolean mayGrow(KnnGraph plain) {
        return plain.size() >= leastItems && plain.kg() < plain.size();
    }

    /** Returns whether as many items may be added, as far as that is known before their neighbors are. */
    boolean allow(GalleryIndex base, int more) {
        int added = base.manifest().added() + more;
        int written = base.size() + more - added;
        return mayGrow(base.storedGraph())
                && written >= leastItems
                && more <= MOST_AT_ONCE
                && added <= written / itemShare
                && NeighborLists.isWide(written) == NeighborLists.isWide(written + added);
    }

    /** Returns whether what would be written stays small. */
    boolean allow(GalleryIndex base, ItemSource more, AddedChanges changes) {
        long written = 0;
        long added = changes.plain().bytes()
                + changes.scaled().map(lists -> lists.bytes()).orElse(0L)
                + 4L * more.size() * more.dimension();
        for (int item = 0; item < more.size(); item++) {
            added += more.thumbnail(item).map(bytes -> bytes.length).orElse(0);
        }
        for (Map.Entry<String, FileEntry> file : base.manifest().files().entrySet()) {
            if (!AddedPart.holds(file.getKey())) {
                written += file.getValue().bytes();
            } else if (file.getKey().startsWith(AddedPart.PREFIX)) {
                added += file.getValue().bytes();
            }
        }
        return added <= Math.min(mostBytes, written / byteShare);
    }
}
