package dev.icfrr.knn;

import dev.icfrr.distance.QueryGalleryDistances;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.exact.PartNeighbors;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.sort.ScoreSort;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The nearest items found so far for some gallery items, themselves included, or for some queries, sorted by (squared
 * distance, index). They are found in parts of a gallery and {@linkplain #merge merged} in any order. Once all pairs of
 * parts have been compared, the lists equal those of {@link KnnGraph#fromFeatures} bit for bit, because distances are
 * canonical and the order is total. Immutable.
 */
public final class KnnCandidates implements Serializable {
    private final int[] items;
    private final int[] starts;
    private final int[] neighbors;
    private final double[] squared;

    private KnnCandidates(int[] items, int[] starts, int[] neighbors, double[] squared) {
        this.items = items;
        this.starts = starts;
        this.neighbors = neighbors;
        this.squared = squared;
    }

    /**
     * Returns lists that were found before, for example on another machine. Arrays are not copied and must not be
     * changed.
     *
     * @param items gallery indices, ascending
     * @param starts where each item's list starts; the last value is where the last list ends
     * @param neighbors the lists, one after the other
     * @param squared the squared distances, as many
     */
    public static KnnCandidates of(int[] items, int[] starts, int[] neighbors, double[] squared) {
        if (starts.length != items.length + 1
                || starts[0] != 0
                || starts[items.length] != neighbors.length
                || squared.length != neighbors.length) {
            throw new IllegalArgumentException("lists of " + items.length + " items with " + starts.length + " bounds, "
                    + neighbors.length + " neighbors and " + squared.length + " distances do not fit");
        }
        return new KnnCandidates(items, starts, neighbors, squared);
    }

    /**
     * Finds the nearest items of every item of a block among the items of the block.
     *
     * @param wanted how many at most, the item itself included: KG + 1 for a graph
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     */
    public static KnnCandidates within(FeatureBlock part, int wanted, Parallelism parallelism) {
        return find(part, null, wanted, parallelism);
    }

    /**
     * Finds the nearest items of every item of two blocks without a common item, among at least the items of the other
     * block. Each product of two features serves both. The lists may also contain a few items of the same block.
     *
     * @param wanted how many at most, the item itself included: KG + 1 for a graph
     * @throws IllegalArgumentException if the blocks share an item, or features differ in length or are not finite
     */
    public static KnnCandidates between(FeatureBlock first, FeatureBlock second, int wanted, Parallelism parallelism) {
        int[] ofSecond = second.items();
        return find(first.with(second), item -> Arrays.binarySearch(ofSecond, item) >= 0, wanted, parallelism);
    }

    /**
     * Finds the nearest items of every query among the items of a block, with their squared distances.
     *
     * @param queries query indices, ascending, one per row
     * @param features of the queries
     * @param wanted how many at most
     * @throws IllegalArgumentException if features differ in length, or are not finite
     */
    public static KnnCandidates ofQueries(int[] queries, Matrix features, FeatureBlock part, int wanted) {
        if (wanted < 1 || part.size() == 0) {
            throw new IllegalArgumentException(wanted + " of " + part.size() + " items cannot be wanted");
        }
        int size = part.size();
        int listed = Math.min(wanted, size);
        int blockRows = QueryGalleryDistances.queriesAtATime(queries.length, size, new Parallelism(1));
        QueryGalleryDistances distances = new QueryGalleryDistances(features, part.features());
        double[] block = new double[Math.multiplyExact(blockRows, size)];
        TopKSelector selection = TopKSelector.forRowsOf(Matrix.of(blockRows, size, block), listed);
        int[] neighbors = new int[Math.multiplyExact(queries.length, listed)];
        double[] squared = new double[neighbors.length];
        for (int first = 0; first < queries.length; first += blockRows) {
            int end = Math.min(first + blockRows, queries.length);
            distances.squared(first, end, block);
            for (int query = first; query < end; query++) {
                int[] nearest = selection.nearest(query - first);
                for (int rank = 0; rank < listed; rank++) {
                    neighbors[query * listed + rank] = part.items()[nearest[rank]];
                    squared[query * listed + rank] = block[(query - first) * size + nearest[rank]];
                }
            }
        }
        int[] starts = new int[queries.length + 1];
        Arrays.setAll(starts, i -> i * listed);
        return new KnnCandidates(queries, starts, neighbors, squared);
    }

    private static KnnCandidates find(
            FeatureBlock part, @Nullable IntPredicate second, int wanted, Parallelism parallelism) {
        if (wanted < 1) {
            throw new IllegalArgumentException("at least 1 item must be wanted, not " + wanted);
        }
        int size = part.size();
        int[] items = part.items();
        int[][] nearest = new int[size][];
        double[][] squared = new double[size][];
        if (size > 0) {
            PartNeighbors.find(
                    part.features(),
                    second == null ? null : row -> second.test(items[row]),
                    wanted,
                    Kernels.get(),
                    parallelism,
                    (row, found, distances, count) -> {
                        nearest[row] = new int[count];
                        Arrays.setAll(nearest[row], i -> items[found[i]]);
                        squared[row] = Arrays.copyOf(distances, count);
                    });
        }
        return concatenated(items, nearest, squared);
    }

    /** Joins the lists of items, ascending, to one object. */
    static KnnCandidates concatenated(int[] items, int[][] nearest, double[][] squared) {
        int[] starts = new int[items.length + 1];
        for (int i = 0; i < items.length; i++) {
            starts[i + 1] = Math.addExact(starts[i], nearest[i].length);
        }
        int[] neighbors = new int[starts[items.length]];
        double[] distances = new double[neighbors.length];
        for (int i = 0; i < items.length; i++) {
            System.arraycopy(nearest[i], 0, neighbors, starts[i], nearest[i].length);
            System.arraycopy(squared[i], 0, distances, starts[i], nearest[i].length);
        }
        return new KnnCandidates(items, starts, neighbors, distances);
    }

    /**
     * Returns the lists of both. The two lists of an item are merged: each neighbor once, nearest first.
     *
     * @param wanted how many per item at most
     */
    public KnnCandidates merge(KnnCandidates other, int wanted) {
        int[] all = new int[items.length + other.items.length];
        int[][] nearest = new int[all.length][];
        double[][] distances = new double[all.length][];
        int[] one = new int[wanted];
        double[] oneSquared = new double[wanted];
        int count = 0;
        int i = 0;
        int j = 0;
        while (i < items.length || j < other.items.length) {
            boolean own = j == other.items.length || (i < items.length && items[i] <= other.items[j]);
            boolean others = i == items.length || (j < other.items.length && other.items[j] <= items[i]);
            all[count] = own ? items[i] : other.items[j];
            int merged = mergeLists(own ? i++ : -1, other, others ? j++ : -1, one, oneSquared);
            nearest[count] = Arrays.copyOf(one, merged);
            distances[count] = Arrays.copyOf(oneSquared, merged);
            count++;
        }
        return concatenated(Arrays.copyOf(all, count), nearest, distances);
    }

    private int mergeLists(int own, KnnCandidates other, int others, int[] into, double[] squaredInto) {
        int a = own < 0 ? 0 : starts[own];
        int aEnd = own < 0 ? 0 : starts[own + 1];
        int b = others < 0 ? 0 : other.starts[others];
        int bEnd = others < 0 ? 0 : other.starts[others + 1];
        int count = 0;
        while (count < into.length && (a < aEnd || b < bEnd)) {
            boolean first = b == bEnd
                    || (a < aEnd
                            && (squared[a] < other.squared[b]
                                    || (squared[a] == other.squared[b] && neighbors[a] <= other.neighbors[b])));
            int item = first ? neighbors[a] : other.neighbors[b];
            into[count] = item;
            squaredInto[count] = first ? squared[a] : other.squared[b];
            count++;
            a += a < aEnd && neighbors[a] == item ? 1 : 0;
            b += b < bEnd && other.neighbors[b] == item ? 1 : 0;
        }
        return count;
    }

    /** Returns the lists of the items {@code [first, end)}. */
    public KnnCandidates range(int first, int end) {
        int from = insertionPoint(first);
        int to = insertionPoint(end);
        int[] startsOf = Arrays.copyOfRange(starts, from, to + 1);
        for (int i = 0; i < startsOf.length; i++) {
            startsOf[i] -= starts[from];
        }
        return new KnnCandidates(
                Arrays.copyOfRange(items, from, to),
                startsOf,
                Arrays.copyOfRange(neighbors, starts[from], starts[to]),
                Arrays.copyOfRange(squared, starts[from], starts[to]));
    }

    private int insertionPoint(int item) {
        int at = Arrays.binarySearch(items, item);
        return at < 0 ? -1 - at : at;
    }

    /**
     * Returns the neighbors of the {@code index}-th item without itself, as a graph holds them.
     *
     * @param kg how many; the list must hold one more
     * @throws IllegalStateException if the list is shorter
     */
    public int[] neighbors(int index, int kg, SelfMatch selfMatch) {
        int[] list = Arrays.copyOfRange(neighbors, starts[index], starts[index + 1]);
        if (list.length <= kg) {
            throw new IllegalStateException("only " + list.length + " items were found near item " + items[index]
                    + ", itself among them, and " + (kg + 1) + " are needed");
        }
        int[] without = new int[kg];
        selfMatch.exclude(list, items[index], without);
        return without;
    }

    /**
     * Returns half the local scale of the {@code index}-th item, see {@link LocalScaling}.
     *
     * @throws IllegalStateException if the list holds nothing, not even the item
     */
    public double halfScale(int index, SelfMatch selfMatch) {
        int others = starts[index + 1] - starts[index] - 1;
        int[] list = neighbors(index, Math.min(others, LocalScaling.NEAREST), selfMatch);
        return LocalScaling.halfScale(distances(index, list), list.length);
    }

    /**
     * Returns the neighbors of the {@code index}-th item without itself, ordered by {@link LocalScaling}.
     *
     * @param kg how many; the list must hold {@link LocalScaling#plainLength} and one more, or the whole gallery
     * @param halfScales by gallery index
     * @throws IllegalStateException if the list is shorter than {@code kg + 1}
     */
    public int[] scaledNeighbors(int index, int kg, SelfMatch selfMatch, double[] halfScales) {
        int others = starts[index + 1] - starts[index] - 1;
        int[] list = neighbors(index, Math.max(kg, Math.min(others, LocalScaling.plainLength(kg))), selfMatch);
        ScoreSort sort = new ScoreSort(Math.max(1, list.length));
        return LocalScaling.order(list, distances(index, list), list.length, kg, halfScales, sort);
    }

    /** Returns the distances of an item to some of the items on its list, in the order of the list. */
    private double[] distances(int index, int[] some) {
        double[] distances = new double[some.length];
        int at = starts[index];
        for (int rank = 0; rank < some.length; rank++) {
            while (neighbors[at] != some[rank]) {
                at++;
            }
            distances[rank] = Math.sqrt(squared[at]);
        }
        return distances;
    }

    /** Returns the number of lists. */
    public int size() {
        return items.length;
    }

    /** Returns the items of the lists, ascending. No array of this object must be changed. */
    public int[] items() {
        return items;
    }

    /** Returns where each item's list starts; the last value is where the last list ends. */
    public int[] starts() {
        return starts;
    }

    /** Returns the lists, one after the other. */
    public int[] neighbors() {
        return neighbors;
    }

    /** Returns the squared distances of {@link #neighbors()}. */
    public double[] squared() {
        return squared;
    }
}
