package dev.icfrr.knn;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The scaled lists that a change of the gallery leaves as they are, but for the numbers of items. The list of an item
 * follows from its nearest plain neighbors, their distances and their local scales, and the local scale of an item from
 * its nearest plain neighbors. So a list stays if its plain list stays and so do the nearest neighbors of all items on
 * it.
 */
final class UnchangedScaledLists {
    private final KnnGraph oldPlain;
    private final KnnGraph oldScaled;
    private final KnnGraph plain;
    private final int[] kept;
    private final int[] newIndex;
    private final int pool;
    private final boolean comparable;
    private final BitSet sameScale = new BitSet();

    /**
     * Prepares a comparison.
     *
     * @param kept old indices of the first items, ascending; added items come after them
     * @param pool plain neighbors that take part in scaling, of the changed gallery
     * @param nearest plain neighbors that make up a local scale, of the changed gallery
     */
    UnchangedScaledLists(KnnGraph oldPlain, KnnGraph oldScaled, int[] kept, KnnGraph plain, int pool, int nearest) {
        this.oldPlain = oldPlain;
        this.oldScaled = oldScaled;
        this.plain = plain;
        this.kept = kept;
        this.pool = pool;
        // In a gallery as small as the lists, the number of neighbors changes with its size.
        int smallest = Math.max(LocalScaling.plainLength(oldScaled.kg()), LocalScaling.NEAREST);
        comparable = Math.min(oldPlain.size(), plain.size()) > smallest && oldPlain.neighborsPerItem() >= pool;
        newIndex = new int[oldPlain.size()];
        Arrays.fill(newIndex, -1);
        for (int item = 0; item < kept.length; item++) {
            newIndex[kept[item]] = item;
        }
        if (comparable) {
            int[] before = new int[nearest];
            int[] after = new int[nearest];
            for (int item = 0; item < kept.length; item++) {
                sameScale.set(item, samePlain(item, before, after, nearest));
            }
        }
    }

    private boolean samePlain(int item, int[] before, int[] after, int count) {
        oldPlain.lists().copyRow(kept[item], before, count);
        plain.lists().copyRow(item, after, count);
        for (int rank = 0; rank < count; rank++) {
            if (newIndex[before[rank]] != after[rank]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the list of an item by new numbers, or null if it may have changed. Safe to call from several threads.
     */
    int @Nullable [] list(int item) {
        if (!comparable || item >= kept.length) {
            return null;
        }
        int[] after = new int[pool];
        if (!samePlain(item, new int[pool], after, pool)) {
            return null;
        }
        for (int neighbor : after) {
            if (!sameScale.get(neighbor)) {
                return null;
            }
        }
        int[] list = oldScaled.neighbors(kept[item]);
        for (int rank = 0; rank < list.length; rank++) {
            list[rank] = newIndex[list[rank]];
        }
        return list;
    }
}
