package dev.icfrr.knn;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Exact neighbor lists of a gallery that has lost and gained a few items, from the lists it had. What is left of a list is
 * the beginning of the new one, in order: removal changes no distance, and indices keep their order. New items are put in
 * where they are nearer than the last that is left. Only new items, and items whose lists have become too short, are compared
 * with the whole gallery.
 */
public final class ListUpdate {
    /** Beyond one item in so many to compare with all others, finding everything again is sooner done. */
    public static final int FEW = 8;

    private static final int ROWS = 8;

    private final Matrix features;
    private final NeighborLists old;
    private final int oldLength;
    private final int[] kept;
    private final int wanted;
    private final int needed;
    private final Parallelism parallelism;
    private final CanonicalDistances distances;
    private final DistinctRows distinct;
    private final boolean complete;
    private final int[] newIndex;
    /** The item that the list of each leaves out. */
    private final int[] leftOut;

    private final int added;
    private final BitSet lost = new BitSet();

    /** Takes whole lists, from any thread. */
    @FunctionalInterface
    public interface ListSink {
        void accept(int item, int[] neighbors);
    }

    private ListUpdate(
            Matrix features,
            NeighborLists old,
            int oldLength,
            int[] kept,
            int wanted,
            int needed,
            SelfMatch selfMatch,
            Parallelism parallelism) {
        this.features = features;
        this.old = old;
        this.oldLength = oldLength;
        this.kept = kept;
        this.wanted = wanted;
        this.needed = needed;
        this.parallelism = parallelism;
        distances = Kernels.forGallery(features.rows(), features.columns()).distances();
        complete = oldLength == old.size() - 1;
        newIndex = new int[old.size()];
        Arrays.fill(newIndex, -1);
        for (int item = 0; item < kept.length; item++) {
            newIndex[kept[item]] = item;
        }
        added = features.rows() - kept.length;
        // At distance 0 lie equal rows alone, as the squares of single-precision differences do not vanish.
        distinct = DistinctRows.of(features, parallelism);
        leftOut = switch (selfMatch) {
            case FIRST -> distinct.firstOfEach();
            case INDEX -> IntStream.range(0, features.rows()).toArray();
        };
    }

    /**
     * Finds the lists.
     *
     * @param features of the new gallery in single precision: first the kept items, then the added ones
     * @param oldLength how many of each old list count
     * @param kept old indices of the first items, ascending
     * @param wanted length of the new lists
     * @param needed how many neighbors a list must tell; one that tells fewer than {@code wanted} repeats the last
     * @param few compare at most one item in so many with all others; 0 for no limit
     * @param listener hears of it, or null
     * @param lists takes updated lists
     * @param rows takes the {@code wanted + 1} nearest of other items, themselves not left out
     * @return whether that was done; false, with some lists passed on already, if so much changed that all lists are better
     *     found again
     */
    public static boolean run(
            Matrix features,
            NeighborLists old,
            int oldLength,
            int[] kept,
            int wanted,
            int needed,
            SelfMatch selfMatch,
            int few,
            Parallelism parallelism,
            @Nullable ProgressListener listener,
            ListSink lists,
            ExactNeighbors.Sink rows) {
        if ((long) few * (features.rows() - kept.length) > features.rows()) {
            return false;
        }
        ListUpdate update = new ListUpdate(features, old, oldLength, kept, wanted, needed, selfMatch, parallelism);
        update.mergeAll(lists, new ProgressMeter(listener, "lists", kept.length));
        int[] others = IntStream.concat(update.lost.stream(), IntStream.range(kept.length, features.rows()))
                .toArray();
        if ((long) few * others.length > features.rows()) {
            return false;
        }
        ProgressMeter progress = new ProgressMeter(listener, "new lists", others.length);
        new NeighborsOfSome(features, update.distinct, others, wanted + 1, parallelism, progress, rows).find();
        return true;
    }

    private void mergeAll(ListSink lists, ProgressMeter progress) {
        int stride = CanonicalDistances.stride(features.columns());
        double[] addedRows = new double[Math.multiplyExact(added, stride)];
        new FeatureRows(features).loadUnchecked(kept.length, features.rows(), addedRows);
        parallelism.forEachBlock(kept.length, ROWS, () -> {
            Merge merge = new Merge(stride);
            double[] own = new double[ROWS * stride];
            double[] toAdded = new double[Math.multiplyExact(ROWS, added)];
            return (first, end) -> {
                merge.rows.loadUnchecked(first, end, own);
                distances.squared(own, end - first, addedRows, added, stride, toAdded, 0, added);
                for (int item = first; item < end; item++) {
                    int[] list = merge.list(item, toAdded, (item - first) * added);
                    if (list == null) {
                        synchronized (lost) {
                            lost.set(item);
                        }
                    } else {
                        lists.accept(item, list);
                    }
                }
                progress.add(end - first);
            };
        });
    }

    /** Puts new items into old lists; serves one thread. */
    private final class Merge {
        private final FeatureRows rows = new FeatureRows(features);
        private final int stride;
        private final double[] own;
        private final double[] other;
        private final int[] left = new int[oldLength];
        /** Whether the list that was read last told less than it could hold. */
        private boolean isShort;

        private final double[] squared = new double[1];

        Merge(int stride) {
            this.stride = stride;
            own = new double[stride];
            other = new double[stride];
        }

        /** The new list of an item, or null if the old one does not tell it. */
        int @Nullable [] list(int item, double[] toAdded, int at) {
            int count = Math.min(left(item), wanted);
            boolean all = complete && !isShort && count < wanted;
            if (!all && count == 0) {
                return wanted == 0 ? new int[0] : null;
            }
            if (added > 0) {
                rows.loadUnchecked(item, own, 0);
            }
            double limit = all || added == 0 ? Double.POSITIVE_INFINITY : squaredTo(count - 1);
            int[] entering = new int[added];
            int entered = 0;
            for (int i = 0; i < added; i++) {
                // Added items have the largest indices: at equal distance those in the list come first.
                if (all || toAdded[at + i] < limit) {
                    entering[entered++] = i;
                }
            }
            int told = Math.min(count + entered, wanted);
            if (told < needed) {
                return null;
            }
            int[] list = entered == 0 ? Arrays.copyOf(left, wanted) : merged(count, entering, entered, toAdded, at);
            Arrays.fill(list, told, wanted, list[told - 1]);
            return list;
        }

        /** Fills the array with what is left of an old list, by new indices, and returns how much that is. */
        private int left(int item) {
            old.copyRow(kept[item], left, oldLength);
            int count = 0;
            int previous = -1;
            isShort = false;
            for (int rank = 0; rank < oldLength; rank++) {
                if (left[rank] == previous) {
                    isShort = true;
                    break;
                }
                previous = left[rank];
                int neighbor = newIndex[previous];
                if (neighbor >= 0 && neighbor != leftOut[item]) {
                    left[count++] = neighbor;
                }
            }
            return count;
        }

        private int[] merged(int count, int[] entering, int entered, double[] toAdded, int at) {
            Integer[] sorted = new Integer[entered];
            Arrays.setAll(sorted, i -> entering[i]);
            Arrays.sort(sorted, (a, b) -> Double.compare(toAdded[at + a], toAdded[at + b]));
            int[] list = new int[wanted];
            int fromLeft = 0;
            int filled = 0;
            for (int i = 0; i < entered && filled < wanted; i++) {
                int nearer = firstBeyond(toAdded[at + sorted[i]], fromLeft, count);
                int taken = Math.min(nearer - fromLeft, wanted - filled);
                System.arraycopy(left, fromLeft, list, filled, taken);
                fromLeft += taken;
                filled += taken;
                if (filled < wanted) {
                    list[filled++] = kept.length + sorted[i];
                }
            }
            System.arraycopy(left, fromLeft, list, filled, Math.min(count - fromLeft, wanted - filled));
            return list;
        }

        /** The first rank of what is left, from one on, that is farther than a distance. */
        private int firstBeyond(double distance, int from, int end) {
            int low = from;
            int high = end;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (squaredTo(middle) <= distance) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** From the item whose row was loaded. */
        private double squaredTo(int rank) {
            rows.loadUnchecked(left[rank], other, 0);
            distances.squared(own, 1, other, 1, stride, squared, 0, 1);
            return squared[0];
        }
    }
}
