package dev.icfrr.knn;

import dev.icfrr.distance.RowSelection;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The nearest gallery items of every gallery item, nearest first: all that re-ranking needs to know of the gallery.
 * Immutable and safe to share between threads. Takes {@code size * neighborsPerItem * 2} bytes for galleries of up to
 * 65,536 items and twice that for larger ones, outside the Java heap.
 */
public final class KnnGraph {
    /** Share of all blocks that one is compared with at most: beyond it exact neighbors cost little more. */
    private static final double MOST_COMPARED = 0.25;

    private final NeighborLists lists;
    private final int kg;
    private final SelfMatch selfMatch;
    private final String provenance;

    private KnnGraph(NeighborLists lists, int kg, SelfMatch selfMatch, String provenance) {
        this.lists = lists;
        this.kg = kg;
        this.selfMatch = selfMatch;
        this.provenance = provenance;
    }

    /** Number of gallery items, G. */
    public int size() {
        return lists.size();
    }

    /** How many neighbors per item were asked for, KG; may be larger than the gallery. */
    public int kg() {
        return kg;
    }

    /** How many neighbors each item has: {@code min(KG, G - 1)}. */
    public int neighborsPerItem() {
        return Math.min(kg, lists.size() - 1);
    }

    /** What was left out of each item's sorted row. */
    public SelfMatch selfMatch() {
        return selfMatch;
    }

    /** Where the neighbors come from, as far as {@link #withProvenance} said; else empty. */
    public String provenance() {
        return provenance;
    }

    /**
     * The same graph, sharing its memory, with a note of where it comes from that is saved with it.
     *
     * @param note as inputs, their hashes and the program's version; at most 2,048 bytes of UTF-8 can be saved
     */
    public KnnGraph withProvenance(String note) {
        return new KnnGraph(lists, kg, selfMatch, Objects.requireNonNull(note, "note"));
    }

    /**
     * Writes the graph to a file, see {@code docs/formats/knn-graph.md}; the file appears only when it is complete.
     *
     * @throws IOException if there is no such folder or not enough space
     */
    public void save(Path path) throws IOException {
        new NeighborFile(lists, kg, selfMatch, provenance).write(path);
    }

    /**
     * Maps a graph that {@link #save} wrote: in milliseconds whatever its size, taking no heap. The file must stay as it
     * is while the graph is in use. Only the header is checked, see {@link #verify}.
     *
     * @throws IOException if it is no such file, of another version or truncated
     */
    public static KnnGraph open(Path path) throws IOException {
        NeighborFile file = NeighborFile.open(path);
        return new KnnGraph(file.lists(), file.kg(), file.selfMatch(), file.provenance());
    }

    /**
     * Reads all of a saved graph and checks it against its checksums, and every neighbor for being a gallery index.
     *
     * @throws IOException naming the first fault
     */
    public static void verify(Path path) throws IOException {
        NeighborFile.verify(path);
    }

    /**
     * One neighbor.
     *
     * @param item gallery index, 0 .. G-1
     * @param rank 0 .. {@link #neighborsPerItem()}-1, 0 the nearest
     * @return its gallery index
     */
    public int neighbor(int item, int rank) {
        Objects.checkIndex(item, size());
        Objects.checkIndex(rank, neighborsPerItem());
        return lists.get(item, rank);
    }

    /** The neighbors of one item, nearest first. */
    public int[] neighbors(int item) {
        Objects.checkIndex(item, size());
        int[] row = new int[neighborsPerItem()];
        lists.copyRow(item, row, row.length);
        return row;
    }

    /**
     * The same graph with fewer neighbors per item, sharing its memory.
     *
     * @throws IllegalArgumentException if this graph does not hold as many
     */
    public KnnGraph truncated(int fewer) {
        requireKg(fewer);
        if (Math.min(fewer, size() - 1) > neighborsPerItem()) {
            throw new IllegalArgumentException("this graph holds " + neighborsPerItem()
                    + " neighbors per item, fewer than the KG " + fewer + " asked for: build it with a larger KG");
        }
        return new KnnGraph(lists, fewer, selfMatch, provenance);
    }

    /** The lists themselves, for the re-ranking loops. */
    public NeighborLists lists() {
        return lists;
    }

    /** Calls {@link #fromDistances(Matrix, int, SelfMatch, Parallelism)} with {@link SelfMatch#FIRST} on all cores. */
    public static KnnGraph fromDistances(Matrix distances, int kg) {
        return fromDistances(distances, kg, SelfMatch.FIRST, Parallelism.allCores());
    }

    /**
     * Reads the neighbors off a full distance matrix: row j sorted ascending, ties by index, without j itself.
     *
     * @param distances G x G, row j the distances of item j to every item; finite
     * @param kg neighbors per item, at least 1
     * @throws IllegalArgumentException if the matrix is empty, not square, or holds NaN or infinity, naming the place
     */
    public static KnnGraph fromDistances(Matrix distances, int kg, SelfMatch selfMatch, Parallelism parallelism) {
        if (distances.rows() != distances.columns()) {
            throw new IllegalArgumentException(
                    "gallery–gallery distances must be square, not " + distances.rows() + " x " + distances.columns());
        }
        Builder builder = builder(distances.rows(), kg, selfMatch);
        int size = distances.rows();
        int wanted = Math.min(kg, size - 1);
        parallelism.forEachRow(size, () -> {
            RowSelection selection = RowSelection.forRowsOf(distances, wanted + 1);
            int[] neighbors = new int[wanted];
            return item -> {
                int[] nearest = selection.nearest(item);
                selfMatch.exclude(nearest, item, neighbors);
                builder.set(item, neighbors);
            };
        });
        return builder.build();
    }

    /**
     * Calls {@link #fromFeatures(Matrix, int, SelfMatch, Parallelism, ProgressListener)} with {@link SelfMatch#FIRST} on
     * all cores.
     */
    public static KnnGraph fromFeatures(Matrix features, int kg) {
        return fromFeatures(features, kg, SelfMatch.FIRST, Parallelism.allCores(), null);
    }

    /**
     * Finds the exact nearest neighbors by Euclidean distance, ties by index. The result does not depend on threads,
     * kernels or machine: it is the order of the canonical distances, see
     * {@link dev.icfrr.kernel.CanonicalDistances}.
     *
     * @param features G x d, row j the feature of item j; finite, at most 1e150 in magnitude
     * @param kg neighbors per item, at least 1
     * @param progress hears of it, or null
     * @throws IllegalArgumentException if there are no features, or one is not finite, naming the place
     */
    public static KnnGraph fromFeatures(
            Matrix features,
            int kg,
            SelfMatch selfMatch,
            Parallelism parallelism,
            @Nullable ProgressListener progress) {
        Builder builder = builder(features.rows(), kg, selfMatch);
        int size = features.rows();
        int wanted = Math.min(kg, size - 1);
        Kernels kernels = Kernels.forGallery(size, features.columns());
        ExactNeighbors.find(features, wanted + 1, kernels, parallelism, progress, builder.dropping(wanted));
        return builder.build();
    }

    /**
     * The graph of a gallery that has lost and gained a few items, from this one: the same, bit for bit, as
     * {@link #fromFeatures(Matrix, int, SelfMatch, Parallelism, ProgressListener)} of the new features with this graph's KG
     * and self match, if this graph is exact. Only new items, and items that lost neighbors they have no substitute for, are
     * compared with the whole gallery, unless so much has changed that finding all again is sooner done.
     *
     * @param features of the new gallery, in single precision: first the items kept, in their old order, then those added
     * @param kept old indices of the items kept, ascending
     * @param progress hears of it, or null
     * @throws IllegalArgumentException if the indices do not ascend or are no old ones, if no item is left, or a feature is
     *     not finite
     */
    public KnnGraph updated(Matrix features, int[] kept, Parallelism parallelism, @Nullable ProgressListener progress) {
        return updatedIfLittleChanged(features, kept, parallelism, progress)
                .orElseGet(() -> fromFeatures(features, kg, selfMatch, parallelism, progress));
    }

    /** Like {@link #updated}, but empty if so much has changed that finding all neighbors again is sooner done. */
    public Optional<KnnGraph> updatedIfLittleChanged(
            Matrix features, int[] kept, Parallelism parallelism, @Nullable ProgressListener progress) {
        return updated(features, kept, kg, parallelism, progress, ListUpdate.FEW);
    }

    /**
     * Like {@link #updatedIfLittleChanged} for a graph that holds some neighbors to spare: lists may become shorter, down to
     * {@code atLeast}, so that removals need no comparisons until a list has lost all it had to spare. A list that tells less
     * than it could hold repeats its last neighbor: what comes out is good for {@link #truncated} to {@code atLeast}, which
     * equals a graph found anew, and for further updates.
     *
     * @param atLeast neighbors that each list tells, at most this graph's KG
     */
    public Optional<KnnGraph> updatedWithSpare(
            Matrix features, int[] kept, int atLeast, Parallelism parallelism, @Nullable ProgressListener progress) {
        requireKg(atLeast);
        return updated(features, kept, Math.min(atLeast, kg), parallelism, progress, ListUpdate.FEW);
    }

    /** @param few compare at most one item in so many with all others, else give up; 0 for no limit */
    Optional<KnnGraph> updated(
            Matrix features,
            int[] kept,
            int atLeast,
            Parallelism parallelism,
            @Nullable ProgressListener progress,
            int few) {
        requireKept(features, kept);
        int wanted = Math.min(kg, features.rows() - 1);
        Builder builder = builder(features.rows(), kg, selfMatch);
        boolean done = ListUpdate.run(
                features,
                lists,
                neighborsPerItem(),
                kept,
                wanted,
                Math.min(atLeast, wanted),
                selfMatch,
                few,
                parallelism,
                progress,
                builder::set,
                builder.dropping(wanted));
        return done ? Optional.of(builder.build()) : Optional.empty();
    }

    private void requireKept(Matrix features, int[] kept) {
        if (!features.isSinglePrecision()) {
            throw new IllegalArgumentException("a graph is updated from features in single precision");
        }
        if (features.rows() < kept.length) {
            throw new IllegalArgumentException(
                    features.rows() + " features cannot be of " + kept.length + " items kept");
        }
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] >= size() || kept[i] < (i == 0 ? 0 : kept[i - 1] + 1)) {
                throw new IllegalArgumentException(
                        "items kept must be old indices, ascending; number " + i + " is " + kept[i] + " of " + size());
            }
        }
    }

    /**
     * Finds nearly all nearest neighbors of a large gallery in a fraction of the time of {@link #fromFeatures}: the gallery
     * is cut into blocks of items near each other, and each block is compared with more and more of the nearest blocks
     * until a sample shows the wanted recall. Embeddings that form clusters need few; pure noise in many dimensions needs
     * nearly all, and then the search ends with what it has once each block has met the nearest quarter of all. Depends on the features and the
     * seed and, in clusters at equal distance to the last bit of single precision, the kernels; not on threads.
     *
     * @param features as for {@link #fromFeatures}
     * @param recall share of the true neighbors wanted, above 0 and at most 1
     * @param seed for the sample and the blocks
     * @param progress hears of it, or null
     * @throws IllegalArgumentException if there are no features, or one is not finite, naming the place
     */
    public static ApproximateKnn approximate(
            Matrix features,
            int kg,
            SelfMatch selfMatch,
            double recall,
            long seed,
            Parallelism parallelism,
            @Nullable ProgressListener progress) {
        if (!(recall > 0 && recall <= 1)) {
            throw new IllegalArgumentException("the recall wanted must be above 0 and at most 1, not " + recall);
        }
        Builder builder = builder(features.rows(), kg, selfMatch);
        int wanted = Math.min(kg, features.rows() - 1);
        var outcome = ApproximateNeighbors.find(
                features,
                wanted + 1,
                recall,
                MOST_COMPARED,
                seed,
                Kernels.get(),
                parallelism,
                progress,
                builder.dropping(wanted));
        return new ApproximateKnn(builder.build(), outcome.recall(), outcome.sampled(), outcome.compared());
    }

    /** Starts a graph whose lists are known already, as from another program or a partitioned job. */
    public static Builder builder(int size, int kg, SelfMatch selfMatch) {
        return new Builder(size, kg, selfMatch);
    }

    private static void requireKg(int kg) {
        if (kg < 1) {
            throw new IllegalArgumentException("KG must be at least 1, not " + kg);
        }
    }

    /** Fills a {@link KnnGraph} item by item, in any order and from any number of threads. */
    public static final class Builder {
        private final NeighborLists lists;
        private final int kg;
        private final SelfMatch selfMatch;

        private Builder(int size, int kg, SelfMatch selfMatch) {
            if (size < 1) {
                throw new IllegalArgumentException("a gallery must have at least 1 item, not " + size);
            }
            requireKg(kg);
            this.lists = NeighborLists.allocate(size, Math.min(kg, size - 1));
            this.kg = kg;
            this.selfMatch = Objects.requireNonNull(selfMatch, "selfMatch");
        }

        /**
         * Sets the neighbors of one item.
         *
         * @param neighbors {@code min(KG, G - 1)} gallery indices, nearest first
         * @throws IllegalArgumentException if there are more or fewer, or one is no gallery index
         */
        public void set(int item, int[] neighbors) {
            lists.setRow(item, neighbors);
        }

        private ExactNeighbors.Sink dropping(int wanted) {
            return (item, nearest) -> {
                int[] neighbors = new int[wanted];
                selfMatch.exclude(nearest, item, neighbors);
                set(item, neighbors);
            };
        }

        /**
         * The graph; the builder must not be used afterwards.
         *
         * @throws IllegalStateException if an item was never set
         */
        public KnnGraph build() {
            lists.requireComplete();
            return new KnnGraph(lists, kg, selfMatch, "");
        }
    }
}
