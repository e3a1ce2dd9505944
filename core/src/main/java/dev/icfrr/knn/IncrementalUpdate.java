package dev.icfrr.knn;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.exact.SubsetNeighbors;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Updates the exact neighbor lists of a gallery that has lost and gained a few items. The neighbors that are left in a
 * list are the beginning of the new list, in order: removal changes no distance, and indices keep their order. New
 * items are inserted if they are nearer than the last neighbor that is left. Only new items, and items whose lists have
 * become too short, are compared with the whole gallery.
 */
final class IncrementalUpdate {
    /** If more than one item in so many has to be compared with all others, finding all lists again is faster. */
    static final int FEW = 8;

    private static final int ROWS = 8;

    private final Matrix features;
    private final NeighborLists old;
    private final int oldLength;
    private final int[] kept;
    private final int wanted;
    private final int needed;
    private final SelfMatch selfMatch;
    private final Parallelism parallelism;
    private final CanonicalDistances distances;
    private final boolean complete;
    private final int[] newIndex;
    private final int added;
    /**
     * Prepares an update.
     *
     * @param graph of the gallery before the change
     * @param features of the new gallery in single precision: first the items kept, then those added
     * @param kept old indices of the first items, ascending
     * @param least how many distinct neighbors a list must hold; one that holds fewer than it could repeats the last
     * @throws IllegalArgumentException if features and indices do not fit the graph
     */
    IncrementalUpdate(KnnGraph graph, Matrix features, int[] kept, int least, Parallelism parallelism) {
        requireKept(graph, features, kept);
        this.features = features;
        this.old = graph.lists();
        this.oldLength = graph.neighborsPerItem();
        this.kept = kept;
        this.wanted = Math.min(graph.kg(), features.rows() - 1);
        this.needed = Math.min(least, wanted);
        this.selfMatch = graph.selfMatch();
        this.parallelism = parallelism;
        distances = Kernels.forGallery(features.rows(), features.columns()).distances();
        complete = oldLength == old.size() - 1;
        newIndex = new int[old.size()];
        Arrays.fill(newIndex, -1);
        for (int item = 0; item < kept.length; item++) {
            newIndex[kept[item]] = item;
        }
        added = features.rows() - kept.length;
    }

    private static void requireKept(KnnGraph graph, Matrix features, int[] kept) {
        if (!features.isSinglePrecision()) {
            throw new IllegalArgumentException("a graph is updated from features in single precision");
        }
        if (features.rows() < kept.length) {
            throw new IllegalArgumentException(
                    features.rows() + " features cannot be of " + kept.length + " items kept");
        }
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] >= graph.size() || kept[i] < (i == 0 ? 0 : kept[i - 1] + 1)) {
                throw new IllegalArgumentException("items kept must be old indices, ascending; number " + i + " is "
                        + kept[i] + " of " + graph.size());
            }
        }
    }

    /**
     * Finds the new lists.
     *
     * @param few compare at most one item in so many with all others; 0 for no limit
     * @param listener receives progress, or null
     * @return whether all lists were found; false, with some of them set, if so much changed that finding all again is
     *     faster
     */
    boolean run(PreparedLists lists, int few, @Nullable ProgressListener listener) {
        if ((long) few * added > features.rows()) {
            return false;
        }
        // Only equal rows have distance 0, because squares of single-precision differences do not vanish.
        DeduplicatedRows distinct = DeduplicatedRows.of(features, parallelism);
        int[] leftOut = switch (selfMatch) {
            case FIRST -> distinct.firstOfEach();
            case INDEX -> IntStream.range(0, features.rows()).toArray();
        };
        BitSet lost = mergeAll(leftOut, lists, new ProgressMeter(listener, "lists", kept.length));
        int[] others = IntStream.concat(lost.stream(), IntStream.range(kept.length, features.rows()))
                .toArray();
        if ((long) few * others.length > features.rows()) {
            return false;
        }
        ProgressMeter progress = new ProgressMeter(listener, "new lists", others.length);
        new SubsetNeighbors(features, distinct, others, wanted + 1, parallelism, progress, lists.withoutSelf()).find();
        return true;
    }

    /** Sets the lists that follow from the old ones and returns the other items. */
    private BitSet mergeAll(int[] leftOut, PreparedLists lists, ProgressMeter progress) {
        BitSet lost = new BitSet();
        int stride = CanonicalDistances.stride(features.columns());
        double[] addedRows = new double[Math.multiplyExact(added, stride)];
        new FeatureRows(features).loadUnchecked(kept.length, features.rows(), addedRows);
        parallelism.forEachBlock(kept.length, ROWS, () -> {
            Merge merge = new Merge(leftOut);
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
                        lists.set(item, list);
                    }
                }
                progress.add(end - first);
            };
        });
        return lost;
    }

    /** Inserts new items into old lists; serves one thread. */
    private final class Merge {
        private final FeatureRows rows = new FeatureRows(features);
        private final ListInsertion own = new ListInsertion(features, distances);
        /** The item that each list leaves out. */
        private final int[] leftOut;

        private final int[] left = new int[oldLength];
        /** Whether the list that was read last holds fewer distinct neighbors than its length. */
        private boolean isShort;

        Merge(int[] leftOut) {
            this.leftOut = leftOut;
        }

        /** Returns the new list of an item, or null if it does not follow from the old one. */
        int @Nullable [] list(int item, double[] toAdded, int at) {
            int count = Math.min(left(item), wanted);
            boolean all = complete && !isShort && count < wanted;
            if (!all && count == 0) {
                return wanted == 0 ? new int[0] : null;
            }
            if (added > 0) {
                own.start(item);
            }
            double limit = all || added == 0 ? Double.POSITIVE_INFINITY : own.squaredTo(left[count - 1]);
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

        /** Stores the neighbors that are left of an old list, by new indices, and returns their number. */
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
            int[] items = new int[entered];
            double[] squared = new double[entered];
            for (int i = 0; i < entered; i++) {
                items[i] = kept.length + sorted[i];
                squared[i] = toAdded[at + sorted[i]];
            }
            return own.inserted(left, count, items, squared, entered, wanted);
        }
    }
}
