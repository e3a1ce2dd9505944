package dev.icfrr.knn;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.distance.GalleryRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.sort.ScoreSort;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the scaled lists that adding a few items changes, and the scaled lists of these items. They are those of
 * {@link LocalScaling#updated}, bit for bit, unless only some items are looked at. Reads plain lists once and keeps
 * only what changes.
 */
public final class AddedScaledLists {
    private static final int BLOCK = 1024;

    private final KnnGraph oldPlain;
    private final KnnGraph oldScaled;
    private final ListChanges plainChanges;
    private final KnnGraph plain;
    private final Matrix features;
    private final GalleryRows gallery;
    private final @Nullable BitSet near;
    private final Parallelism parallelism;
    private final int pool;
    /** Old items whose nearest neighbors changed, and with them their local scales. */
    private final BitSet otherScale = new BitSet();

    private AddedScaledLists(
            KnnGraph oldPlain,
            KnnGraph oldScaled,
            ListChanges plainChanges,
            KnnGraph plain,
            Matrix features,
            @Nullable BitSet near,
            Parallelism parallelism) {
        this.oldPlain = oldPlain;
        this.oldScaled = oldScaled;
        this.plainChanges = plainChanges;
        this.plain = plain;
        this.features = features;
        this.near = near;
        this.parallelism = parallelism;
        gallery = new GalleryRows(features);
        pool = LocalScaling.plainLength(oldScaled.kg());
    }

    /**
     * Finds the lists.
     *
     * @param oldPlain the plain lists that {@code oldScaled} was made of
     * @param oldScaled the scaled lists before the change
     * @param plainChanges the plain lists that the change changed and added
     * @param plain the plain lists after the change
     * @param features those of the changed gallery; old items have their old features
     * @param near the old items whose lists may change because a local scale did; null for all
     * @return empty if the gallery is so small that all lists change
     */
    public static Optional<ListChanges> find(
            KnnGraph oldPlain,
            KnnGraph oldScaled,
            ListChanges plainChanges,
            KnnGraph plain,
            Matrix features,
            @Nullable BitSet near,
            Parallelism parallelism) {
        if (oldScaled.order() != ListOrder.SCALED
                || oldPlain.size() != oldScaled.size()
                || plain.size() != features.rows()) {
            throw new IllegalArgumentException("the lists are not plain and scaled lists of one gallery");
        }
        AddedScaledLists lists =
                new AddedScaledLists(oldPlain, oldScaled, plainChanges, plain, features, near, parallelism);
        return oldPlain.size() <= lists.pool || oldPlain.neighborsPerItem() < lists.pool
                ? Optional.empty()
                : Optional.of(lists.find());
    }

    private ListChanges find() {
        BitSet changed = changedPlain();
        addListsOfOtherScales(changed);
        int[] items = changed.stream().toArray();
        RankedItems listed =
                new RankedItems(plain.size(), listed(items).stream().toArray());
        double[] halfScales = halfScales(listed);
        int[][] lists = new int[items.length][];
        parallelism.forEachRow(items.length, () -> {
            LocalScaling.ItemDistances reader = reader();
            int[] neighbors = new int[pool];
            double[] scores = new double[pool];
            ScoreSort sort = new ScoreSort(pool);
            return row -> {
                plain.lists().copyRow(items[row], neighbors, pool);
                reader.read(items[row], neighbors, pool, scores);
                for (int rank = 0; rank < pool; rank++) {
                    scores[rank] = halfScales[listed.place(neighbors[rank])] - scores[rank];
                }
                lists[row] = LocalScaling.order(neighbors, scores, pool, oldScaled.kg(), sort);
            };
        });
        SortedMap<Integer, int[]> byItem = new TreeMap<>();
        for (int row = 0; row < items.length; row++) {
            byItem.put(items[row], lists[row]);
        }
        return ListChanges.of(plain.size(), oldScaled.kg(), byItem);
    }

    /** Returns all items on some plain lists. */
    private BitSet listed(int[] items) {
        BitSet listed = new BitSet();
        int[] neighbors = new int[pool];
        for (int item : items) {
            plain.lists().copyRow(item, neighbors, pool);
            for (int neighbor : neighbors) {
                listed.set(neighbor);
            }
        }
        return listed;
    }

    /** Computes half the local scale of each of some items, by its place among them. */
    private double[] halfScales(RankedItems items) {
        double[] halves = new double[items.count()];
        parallelism.forEachRow(halves.length, () -> {
            LocalScaling.ItemDistances reader = reader();
            int[] neighbors = new int[LocalScaling.NEAREST];
            double[] found = new double[LocalScaling.NEAREST];
            return place -> {
                plain.lists().copyRow(items.item(place), neighbors, neighbors.length);
                reader.read(items.item(place), neighbors, neighbors.length, found);
                halves[place] = LocalScaling.halfScale(found, neighbors.length);
            };
        });
        return halves;
    }

    private LocalScaling.ItemDistances reader() {
        return new LocalScaling.BetweenFeatures(gallery, new FeatureRows(features));
    }

    /** Returns the items whose first plain neighbors changed, and notes those whose local scale did. */
    private BitSet changedPlain() {
        BitSet changed = new BitSet();
        int[] before = new int[pool];
        int[] after = new int[pool];
        for (int slot = 0; slot < plainChanges.count(); slot++) {
            int item = plainChanges.item(slot);
            if (item >= oldPlain.size()) {
                changed.set(item);
                continue;
            }
            oldPlain.lists().copyRow(item, before, pool);
            plainChanges.copyRow(slot, after, pool);
            for (int rank = pool - 1; rank >= 0; rank--) {
                if (before[rank] != after[rank]) {
                    changed.set(item);
                    if (rank < LocalScaling.NEAREST) {
                        otherScale.set(item);
                    }
                }
            }
        }
        return changed;
    }

    /** Adds the old items with a neighbor whose local scale changed. */
    private void addListsOfOtherScales(BitSet changed) {
        if (otherScale.isEmpty()) {
            return;
        }
        long[] marks = Arrays.copyOf(otherScale.toLongArray(), Math.ceilDiv(plain.size(), Long.SIZE));
        int[] some = near == null ? null : near.stream().toArray();
        parallelism.forEachBlock(some == null ? oldPlain.size() : some.length, BLOCK, () -> {
            int[] neighbors = new int[pool];
            return (first, end) -> {
                for (int i = first; i < end; i++) {
                    int item = some == null ? i : some[i];
                    plain.lists().copyRow(item, neighbors, pool);
                    if (holdsMarked(neighbors, marks)) {
                        synchronized (changed) {
                            changed.set(item);
                        }
                    }
                }
            };
        });
    }

    /** Tests all neighbors without a branch for each, because hardly any list holds a marked item. */
    private static boolean holdsMarked(int[] neighbors, long[] marks) {
        long found = 0;
        for (int neighbor : neighbors) {
            found |= marks[neighbor >>> 6] >>> neighbor;
        }
        return (found & 1) != 0;
    }
}
