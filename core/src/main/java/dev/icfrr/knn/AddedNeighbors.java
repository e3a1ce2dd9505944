package dev.icfrr.knn;

import dev.icfrr.distance.GalleryRows;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the neighbor lists that adding a few items changes, and the lists of these items. The result holds the lists
 * that {@link KnnGraphBuilder#update} finds, bit for bit, if each added item is compared with all others. Takes memory
 * for the changes only, not for the gallery.
 */
public final class AddedNeighbors {
    /** Rows compared with all added items in turn; they stay in the second-level cache. */
    private static final int BLOCK = 256;

    /** An item is found in so many rounds at most. Two or three are usual. */
    private static final int MOST_ROUNDS = 16;

    private static final ValueLayout.OfFloat RADIUS =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final KnnGraph old;
    private final Matrix features;
    private final GalleryRows gallery;
    private final MemorySegment radii;
    private final float[] moreRadii;
    private final Parallelism parallelism;
    private final int size;
    private final int wanted;
    private final double[][] queries;
    private final List<PriorityQueue<Near>> nearest = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final BitSet compared = new BitSet();

    /**
     * Changed lists.
     *
     * @param lists those of the added items, and those that these entered
     * @param compared the old items that an added item was compared with; empty if all were
     */
    public record Found(ListChanges lists, Optional<BitSet> compared) {}

    /** An item near an added one. */
    private record Near(double squared, int item) {
        static final Comparator<Near> ORDER =
                Comparator.comparingDouble(Near::squared).thenComparingInt(Near::item);
    }

    /** An added item that lies within the radius of an old item's list. */
    private record Entry(int item, double squared, int added) {
        static final Comparator<Entry> ORDER = Comparator.comparingInt(Entry::item)
                .thenComparingDouble(Entry::squared)
                .thenComparingInt(Entry::added);
    }

    private AddedNeighbors(KnnGraph old, Matrix features, Tensor radii, Parallelism parallelism) {
        this.old = old;
        this.features = features;
        this.radii = Objects.requireNonNull(radii.memory(DType.FLOAT32), "radii must be stored as floats");
        this.parallelism = parallelism;
        size = old.size();
        wanted = old.kg();
        gallery = new GalleryRows(features);
        moreRadii = ListRadii.of(old, features, (int) radii.count(), parallelism);
        queries = new double[features.rows() - size][];
        float[] row = new float[features.columns()];
        for (int i = 0; i < queries.length; i++) {
            features.copyRow(size + i, row);
            queries[i] = gallery.query(row);
            nearest.add(farthestFirst());
        }
    }

    private static PriorityQueue<Near> farthestFirst() {
        return new PriorityQueue<>(Near.ORDER.reversed());
    }

    /**
     * Finds the lists.
     *
     * @param old the graph before the change, with fewer neighbors per item than other items
     * @param features of the new gallery in single precision, finite: first the old items, then those added
     * @param radii of the first items of the graph, see {@link ListRadii}; float32, of one dimension
     * @param start gives some old items near an added one, each once. The item is compared with these, then with the
     *     items on the lists of the nearest, until that finds no nearer ones. Null to compare with all
     * @param least how many distinct neighbors a list must hold; one that holds fewer repeats the last
     * @return empty if a list became too short, and must be found anew
     */
    public static Optional<Found> find(
            KnnGraph old,
            Matrix features,
            Tensor radii,
            @Nullable IntFunction<int[]> start,
            int least,
            Parallelism parallelism) {
        if (old.kg() >= old.size() || radii.rank() != 1 || radii.count() > old.size()) {
            throw new IllegalArgumentException(
                    "a graph of " + old.size() + " items and KG " + old.kg() + " cannot grow list by list");
        }
        return new AddedNeighbors(old, features, radii, parallelism).find(start, least);
    }

    private Optional<Found> find(@Nullable IntFunction<int[]> start, int least) {
        if (start == null) {
            scan(0, queries.length, size, i -> i);
        } else {
            for (int query = 0; query < queries.length; query++) {
                follow(query, start.apply(size + query));
            }
        }
        SortedMap<Integer, int[]> lists = new TreeMap<>();
        return insert(least, lists) && addedLists(lists)
                ? Optional.of(new Found(
                        ListChanges.of(features.rows(), wanted, lists),
                        start == null ? Optional.empty() : Optional.of(compared)))
                : Optional.empty();
    }

    /** Compares an added item with some old items, and with those on the lists of the nearest. */
    private void follow(int query, int[] start) {
        BitSet seen = new BitSet(size);
        BitSet followed = new BitSet(size);
        int[] items = unseen(Arrays.stream(start), seen);
        for (int round = 0; items.length > 0 && round < MOST_ROUNDS; round++) {
            int[] next = items;
            gallery.prefetch(next);
            scan(query, query + 1, next.length, i -> next[i]);
            int[] near = unseen(nearest.get(query).stream().mapToInt(Near::item), followed);
            old.prefetch(near);
            items = unseen(Arrays.stream(near).flatMap(item -> Arrays.stream(old.neighbors(item))), seen);
        }
        compared.or(seen);
    }

    private static int[] unseen(IntStream items, BitSet seen) {
        return items.filter(item -> !seen.get(item)).peek(seen::set).toArray();
    }

    /** Compares some added items with old items. */
    private void scan(int firstQuery, int endQuery, int count, IntUnaryOperator item) {
        List<List<PriorityQueue<Near>>> ofThreads = new ArrayList<>();
        parallelism.forEachBlock(count, BLOCK, () -> {
            int[] items = new int[BLOCK];
            float[] limits = new float[BLOCK];
            double[] squared = new double[BLOCK];
            List<PriorityQueue<Near>> own = new ArrayList<>();
            for (int query = firstQuery; query < endQuery; query++) {
                own.add(farthestFirst());
            }
            synchronized (ofThreads) {
                ofThreads.add(own);
            }
            return (first, end) -> {
                for (int i = first; i < end; i++) {
                    items[i - first] = item.applyAsInt(i);
                    limits[i - first] = radius(items[i - first]);
                }
                for (int query = firstQuery; query < endQuery; query++) {
                    gallery.squared(queries[query], items, 0, end - first, squared);
                    PriorityQueue<Near> kept = own.get(query - firstQuery);
                    for (int i = 0; i < end - first; i++) {
                        offer(kept, squared[i], items[i]);
                        if (squared[i] < limits[i]) {
                            enter(items[i], squared[i], query);
                        }
                    }
                }
            };
        });
        for (List<PriorityQueue<Near>> own : ofThreads) {
            for (int query = firstQuery; query < endQuery; query++) {
                for (Near near : own.get(query - firstQuery)) {
                    offer(nearest.get(query), near.squared, near.item);
                }
            }
        }
    }

    private float radius(int item) {
        return item < size - moreRadii.length
                ? radii.getAtIndex(RADIUS, item)
                : moreRadii[item - (size - moreRadii.length)];
    }

    private void enter(int item, double squared, int query) {
        synchronized (entries) {
            entries.add(new Entry(item, squared, size + query));
        }
    }

    private void offer(PriorityQueue<Near> kept, double squared, int item) {
        if (kept.size() > wanted) {
            Near last = kept.element();
            if (squared > last.squared || (squared == last.squared && item > last.item)) {
                return;
            }
            kept.remove();
        }
        kept.add(new Near(squared, item));
    }

    /** Finds the lists that added items enter; returns false if one holds too few neighbors. */
    private boolean insert(int least, SortedMap<Integer, int[]> lists) {
        entries.sort(Entry.ORDER);
        ListInsertion insertion = new ListInsertion(
                features,
                Kernels.forGallery(features.rows(), features.columns()).distances());
        int[] list = new int[wanted];
        for (int first = 0, end; first < entries.size(); first = end) {
            int item = entries.get(first).item;
            end = first;
            while (end < entries.size() && entries.get(end).item == item) {
                end++;
            }
            old.lists().copyRow(item, list, wanted);
            int count = distinct(list);
            insertion.start(item);
            double limit = insertion.squaredTo(list[count - 1]);
            int[] entering = new int[end - first];
            double[] squared = new double[end - first];
            int entered = 0;
            for (Entry entry : entries.subList(first, end)) {
                // Added items have the largest indices: at equal distance those in the list come first.
                if (entry.squared < limit) {
                    entering[entered] = entry.added;
                    squared[entered++] = entry.squared;
                }
            }
            int told = Math.min(count + entered, wanted);
            if (told < least) {
                return false;
            }
            if (entered > 0) {
                int[] changed = insertion.inserted(list, count, entering, squared, entered, wanted);
                Arrays.fill(changed, told, wanted, changed[told - 1]);
                lists.put(item, changed);
            }
        }
        return true;
    }

    /** Returns how many neighbors a list holds before it repeats the last one. */
    private static int distinct(int[] list) {
        int count = 1;
        while (count < list.length && list[count] != list[count - 1]) {
            count++;
        }
        return count;
    }

    /** Finds the lists of the added items; returns false if one was compared with too few items. */
    private boolean addedLists(SortedMap<Integer, int[]> lists) {
        int[] added = new int[queries.length];
        Arrays.setAll(added, i -> size + i);
        double[] squared = new double[added.length];
        for (int query = 0; query < queries.length; query++) {
            PriorityQueue<Near> all = nearest.get(query);
            gallery.squared(queries[query], added, 0, added.length, squared);
            for (int i = 0; i < added.length; i++) {
                offer(all, squared[i], added[i]);
            }
            if (all.size() <= wanted) {
                return false;
            }
            int[] sorted = all.stream().sorted(Near.ORDER).mapToInt(Near::item).toArray();
            int[] list = new int[wanted];
            old.selfMatch().exclude(sorted, size + query, list);
            lists.put(size + query, list);
        }
        return true;
    }
}
