package dev.icfrr.knn.rows;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.sort.KeySort;
import dev.icfrr.sort.SortableBits;
import dev.icfrr.sort.StableRadixSort;
import java.util.Arrays;

/**
 * Sorts candidates by (canonical distance, index). Keys whose bounds do not overlap are in order already; canonical
 * distances are computed only for the others. One object serves one thread.
 */
public final class CandidateRefiner {
    private final PackedRows filter;
    private final DeduplicatedRows distinct;
    private final DistancesToRows toItems;
    private final Selection selection;
    private final FeatureRows rows;
    private final double[] own;
    private int loaded = -1;
    private double[] squared = new double[0];
    private int[] items = new int[0];
    private int[] tied = new int[0];
    private int tiedCount;
    private int[] ends = new int[0];
    private long[] sortKeys = new long[0];
    private int[] sortItems = new int[0];
    private final KeySort byKey = new KeySort();
    private StableRadixSort sort = new StableRadixSort(0);

    /**
     * Prepares an object.
     *
     * @param features G x D
     * @param filter the distinct rows of the features, packed
     */
    public CandidateRefiner(Matrix features, PackedRows filter, DeduplicatedRows distinct, Kernels kernels) {
        this.filter = filter;
        this.distinct = distinct;
        this.selection = kernels.selection();
        toItems = new DistancesToRows(features, kernels);
        rows = new FeatureRows(features);
        own = new double[rows.stride()];
    }

    /**
     * Drops the candidates that no rounding error can bring among the {@code wanted} smallest.
     *
     * @param spare how many of the next may stay, which is found sooner
     * @return the largest key that may still be among them; infinite if there are fewer candidates
     */
    public float prune(int position, Candidates candidates, int wanted, int spare) {
        if (candidates.count < wanted) {
            return Float.POSITIVE_INFINITY;
        }
        float largestKey = candidates.limitOf(wanted, spare, selection);
        double largestError = 0;
        for (int i = 0; i < candidates.count; i++) {
            double error = filter.errors[candidates.positions[i]];
            if (error > largestError && candidates.keys[i] <= largestKey) {
                largestError = error;
            }
        }
        float limit = PackedRows.up(filter.limit(position, largestKey, largestError));
        candidates.keepUpTo(limit, selection);
        return limit;
    }

    /** Prunes by canonical distances like {@link #prune}, to exactly {@code wanted} candidates if there are as many. */
    public float pruneExactly(int position, Candidates candidates, int wanted) {
        if (candidates.count < wanted) {
            return Float.POSITIVE_INFINITY;
        }
        int count = candidates.count;
        computeSquared(position, candidates.positions, count);
        sortedByIndex(count, i -> distinct.first(filter.group(candidates.positions[i])));
        for (int i = 0; i < count; i++) {
            sortKeys[i] = SortableBits.of(squared[sortItems[i]]);
        }
        sort.sort(sortKeys, sortItems, count);
        float[] keys = new float[candidates.keys.length];
        int[] positions = new int[candidates.keys.length];
        for (int i = 0; i < wanted; i++) {
            keys[i] = candidates.keys[sortItems[i]];
            positions[i] = candidates.positions[sortItems[i]];
        }
        double last = squared[sortItems[wanted - 1]];
        candidates.keys = keys;
        candidates.positions = positions;
        candidates.count = wanted;
        return PackedRows.up(filter.limitOfDistance(position, last));
    }

    /**
     * Finds the nearest of the candidates, in no order.
     *
     * @param candidates pruned, at least {@code wanted}
     * @param chosen filled with the numbers of {@code wanted} candidates
     */
    public void choose(int position, Candidates candidates, int wanted, int[] chosen) {
        int count = candidates.count;
        if (count == wanted) {
            Arrays.setAll(chosen, i -> i);
            return;
        }
        reserve(count);
        long[] order = byKey.ascending(candidates.keys, count);
        float firstOutside = candidates.keys[(int) order[wanted]];
        int sure = 0;
        int unsure = 0;
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            int candidate = (int) order[i];
            int other = candidates.positions[candidate];
            boolean nearer = filter.limit(position, candidates.keys[candidate], filter.errors[other]) < firstOutside;
            if (i < wanted && nearer) {
                chosen[sure++] = candidate;
            } else {
                numbers[unsure] = candidate;
                tied[unsure++] = other;
            }
        }
        sortTied(position, unsure);
        for (int i = sure; i < wanted; i++) {
            chosen[i] = numbers[sortItems[i - sure]];
        }
    }

    /**
     * Finds the nearest items of a row band by band: the first {@code ends[0]}, then those up to {@code ends[1]}, and
     * so on. The order within a band is not that of the distances, so few canonical distances are needed.
     *
     * @param candidates pruned, all of different rows
     * @param ends ascending
     * @param nearest filled with gallery indices, as many as the last end
     */
    public void nearestBands(int position, Candidates candidates, int[] ends, int[] nearest) {
        int count = candidates.count;
        reserve(count);
        long[] order = byKey.ascending(candidates.keys, count);
        int start = 0;
        for (int end : ends) {
            if (end < count) {
                separate(position, candidates, order, start, end);
            }
            for (; start < end; start++) {
                nearest[start] = distinct.first(filter.group(candidates.positions[(int) order[start]]));
            }
        }
    }

    /**
     * Moves the nearest of the candidates from {@code start} on before {@code end}. Those from there on stay sorted by
     * key.
     */
    private void separate(int position, Candidates candidates, long[] order, int start, int end) {
        float firstOutside = candidates.keys[(int) order[end]];
        int unsure = end;
        double upper = Double.NEGATIVE_INFINITY;
        for (int i = end - 1; i >= start; i--) {
            int candidate = (int) order[i];
            double limit =
                    filter.limit(position, candidates.keys[candidate], filter.errors[candidates.positions[candidate]]);
            upper = Math.max(upper, limit);
            if (limit >= firstOutside) {
                unsure = i;
            }
        }
        int last = end;
        while (last < candidates.count && candidates.keys[(int) order[last]] <= upper) {
            last++;
        }
        if (unsure == end || last == end) {
            return;
        }
        int count = last - unsure;
        for (int i = 0; i < count; i++) {
            tied[i] = candidates.positions[(int) order[unsure + i]];
        }
        sortTied(position, count);
        boolean[] isInside = new boolean[count];
        for (int i = 0; i < end - unsure; i++) {
            isInside[sortItems[i]] = true;
        }
        long[] window = Arrays.copyOfRange(order, unsure, last);
        int inside = unsure;
        int outside = end;
        for (int i = 0; i < count; i++) {
            order[isInside[i] ? inside++ : outside++] = window[i];
        }
    }

    /** Sorts the first tied positions, all of different rows: sortItems becomes their order. */
    private void sortTied(int position, int count) {
        computeSquared(position, tied, count);
        sortedByIndex(count, i -> distinct.first(filter.group(tied[i])));
        for (int i = 0; i < count; i++) {
            sortKeys[i] = SortableBits.of(squared[sortItems[i]]);
        }
        sort.sort(sortKeys, sortItems, count);
    }

    /**
     * The nearest items of a row.
     *
     * @param candidates all that may be among them
     * @param nearest filled with gallery indices, nearest first
     */
    public void nearest(int position, Candidates candidates, int[] nearest) {
        int count = candidates.count;
        reserve(count);
        long[] order = byKey.ascending(candidates.keys, count);
        int groups = findGroups(position, candidates, order, nearest.length);
        computeSquared(position, tied, tiedCount);
        addGroups(candidates, order, groups, nearest);
    }

    // A loop of its own: the method above, which calls all others, would be compiled with it, and so these once more.

    private void addGroups(Candidates candidates, long[] order, int groups, int[] nearest) {
        int filled = 0;
        int start = 0;
        int firstTied = 0;
        for (int i = 0; i < groups; i++) {
            int members = ends[i] - start;
            if (members == 1) {
                filled = addMembers(filter.group(candidates.positions[(int) order[start]]), nearest, filled);
            } else {
                filled = members == 2 && isPair(firstTied) && filled + 2 <= nearest.length
                        ? addPair(firstTied, nearest, filled)
                        : addTied(firstTied, members, nearest, filled);
                firstTied += members;
            }
            start = ends[i];
        }
    }

    /**
     * Divides sorted candidates into groups whose bounds overlap, until they hold the wanted number of items. Fills
     * {@link #ends}, and {@link #tied} with the members of all groups of more than one.
     *
     * @return the number of groups
     */
    private int findGroups(int position, Candidates candidates, long[] order, int wanted) {
        int count = candidates.count;
        int groups = 0;
        int found = 0;
        int at = 0;
        tiedCount = 0;
        while (found < wanted) {
            int first = at;
            double upper = Double.NEGATIVE_INFINITY;
            do {
                int candidate = (int) order[at];
                int other = candidates.positions[candidate];
                upper = Math.max(upper, filter.limit(position, candidates.keys[candidate], filter.errors[other]));
                tied[tiedCount++] = other;
                found += distinct.size(filter.group(other));
                at++;
            } while (at < count && candidates.keys[(int) order[at]] <= upper);
            ends[groups++] = at;
            tiedCount -= at - first == 1 ? 1 : 0;
        }
        return groups;
    }

    /** Computes the canonical squared distances of a row to some items of the gallery. */
    public void squaredTo(int position, int[] items, double[] into) {
        loadOwn(position);
        toItems.squared(own, items, items.length, into);
    }

    private void loadOwn(int position) {
        if (loaded != position) {
            rows.loadUnchecked(filter.row(position), own, 0);
            loaded = position;
        }
    }

    private int addMembers(int group, int[] nearest, int filled) {
        int members = Math.min(distinct.size(group), nearest.length - filled);
        for (int i = 0; i < members; i++) {
            nearest[filled + i] = distinct.member(group, i);
        }
        return filled + members;
    }

    /**
     * Adds the items of {@code count} tied candidates from {@code start}, whose distances are computed, and leaves
     * their sorted distances in {@link #sortKeys}.
     */
    private int addTied(int start, int count, int[] nearest, int filled) {
        int members = 0;
        for (int i = start; i < start + count; i++) {
            members += distinct.size(filter.group(tied[i]));
        }
        if (members == count) {
            sortedByIndex(count, i -> distinct.first(filter.group(tied[start + i])));
            return takeByDistance(count, nearest, filled, i -> squared[start + sortItems[i]]);
        }
        return addTiedMembers(start, count, members, nearest, filled);
    }

    /** Returns whether two tied candidates are an item each, as in most groups. */
    private boolean isPair(int start) {
        return distinct.size(filter.group(tied[start])) == 1 && distinct.size(filter.group(tied[start + 1])) == 1;
    }

    /** Adds two items. */
    private int addPair(int start, int[] nearest, int filled) {
        int a = distinct.first(filter.group(tied[start]));
        int b = distinct.first(filter.group(tied[start + 1]));
        double difference = squared[start] - squared[start + 1];
        boolean first = difference < 0 || (difference == 0 && a < b);
        nearest[filled] = first ? a : b;
        nearest[filled + 1] = first ? b : a;
        return filled + 2;
    }

    private int addTiedMembers(int start, int count, int members, int[] nearest, int filled) {
        int[] owner = new int[members];
        int[] item = new int[members];
        int at = 0;
        for (int i = start; i < start + count; i++) {
            int group = filter.group(tied[i]);
            for (int j = 0; j < distinct.size(group); j++) {
                owner[at] = i;
                item[at++] = distinct.member(group, j);
            }
        }
        sortedByIndex(members, i -> item[i]);
        return takeByDistance(members, nearest, filled, i -> squared[owner[sortItems[i]]]);
    }

    /** Fills sortItems with 0 .. count-1 and sortKeys with their indices, sorted by index. */
    private void sortedByIndex(int count, java.util.function.IntUnaryOperator index) {
        ensureSortCapacity(count);
        for (int i = 0; i < count; i++) {
            sortItems[i] = i;
            sortKeys[i] = index.applyAsInt(i);
        }
        sort.sort(sortKeys, sortItems, count);
    }

    /** Sorts the indices in sortKeys stably by distance and stores the first ones. */
    private int takeByDistance(int count, int[] nearest, int filled, java.util.function.IntToDoubleFunction distance) {
        for (int i = 0; i < count; i++) {
            long index = sortKeys[i];
            sortKeys[i] = SortableBits.of(distance.applyAsDouble(i));
            sortItems[i] = (int) index;
        }
        sort.sort(sortKeys, sortItems, count);
        int taken = Math.min(count, nearest.length - filled);
        System.arraycopy(sortItems, 0, nearest, filled, taken);
        return filled + taken;
    }

    private void reserve(int count) {
        if (tied.length < count) {
            tied = new int[count + count / 2];
            ends = new int[tied.length];
        }
    }

    /** Returns the canonical squared distances of a row to others, in an array that the next call reuses. */
    public double[] squared(int position, int[] positions, int count) {
        computeSquared(position, positions, count);
        return squared;
    }

    private void computeSquared(int position, int[] positions, int count) {
        if (count == 0) {
            return;
        }
        if (squared.length < count) {
            squared = new double[count + count / 2];
            items = new int[squared.length];
        }
        loadOwn(position);
        for (int i = 0; i < count; i++) {
            items[i] = filter.row(positions[i]);
        }
        toItems.squared(own, items, count, squared);
    }

    private void ensureSortCapacity(int count) {
        if (sortKeys.length < count) {
            int capacity = count + count / 2;
            sortKeys = new long[capacity];
            sortItems = new int[capacity];
            sort = new StableRadixSort(capacity);
        }
    }
}
