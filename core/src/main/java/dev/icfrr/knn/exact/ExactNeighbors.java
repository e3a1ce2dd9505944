package dev.icfrr.knn.exact;

import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.RowProducts;
import dev.icfrr.knn.rows.CandidateRefiner;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.NeighborSink;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.FloatMemory;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Finds the exact nearest items of every item of a gallery, itself included. */
public final class ExactNeighbors {
    /** At most one unsure row in so many gets all canonical distances; more are searched again. */
    private static final int FEW = 256;

    private final Matrix features;
    private final int wanted;
    private final Execution execution;
    private final Kernels kernels;
    private final Parallelism parallelism;
    private final NeighborSink sink;
    private final DeduplicatedRows distinct;
    private final PackedRows filter;
    private final @Nullable ProjectedRows projected;

    /** Set if candidates are kept: those of the first search, and those of the second for positions left unsure. */
    private @Nullable BlockPairSearch kept;

    private @Nullable BlockPairSearch keptForUnsure;
    private final BitSet unsure = new BitSet();
    private int[] likeness = {};

    private ExactNeighbors(Matrix features, int wanted, Execution execution, NeighborSink sink) {
        this.features = features;
        this.wanted = wanted;
        this.execution = execution;
        kernels = execution.kernels();
        parallelism = execution.parallelism();
        this.sink = sink;
        kernels.prepare(FloatMemory.of(features), features.columns());
        distinct = DeduplicatedRows.of(features, parallelism);
        int[] order = PackedRows.scattered(distinct.count());
        BoundedProducts products = kernels.products();
        Optional<ProjectedRows.Choice> choice =
                ProjectedRows.choose(features, distinct, order, Math.min(wanted, distinct.count()), products);
        if (choice.isPresent()) {
            RowProducts ofRows = products.ofRows().orElseThrow();
            filter = PackedRows.unpacked(features, distinct, order, products, ofRows, parallelism);
            projected = new ProjectedRows(filter, choice.get().directions(), products, parallelism);
        } else {
            filter = new PackedRows(features, distinct, order, products, parallelism);
            projected = null;
        }
    }

    /**
     * Returns how many candidates, a float and an int each, are kept per row during the search.
     *
     * @param rows of the features
     * @param wanted as for {@link #find}
     */
    public static int candidatesPerRow(int rows, int wanted) {
        return Candidates.capacity(rows, wanted);
    }

    /**
     * Finds the neighbors.
     *
     * @param features at least one row
     * @param wanted items per item, the item itself included, 1 .. {@code features.rows()}
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     */
    public static void find(Matrix features, int wanted, Execution execution, NeighborSink sink) {
        new ExactNeighbors(features, wanted, execution, sink).find();
    }

    /** Searches and keeps the candidates of all rows, for lists of up to {@code wanted} items. */
    public static ExactNeighbors keeping(Matrix features, int wanted, Execution execution) {
        ExactNeighbors search = new ExactNeighbors(features, wanted, execution, (_, _) -> {});
        search.keep();
        return search;
    }

    private void keep() {
        BlockPairSearch search = products(true);
        parallelism.forEachRow(filter.count(), () -> {
            CandidateRefiner order = refiner();
            return position -> {
                if (search.complete(position, order) == null) {
                    synchronized (unsure) {
                        unsure.set(position);
                    }
                }
            };
        });
        kept = search;
        likeness = search.byLikeness();
        if (unsure.cardinality() > few()) {
            keptForUnsure = products(false);
        }
    }

    /** Returns a copy of the kept candidates of a row for a number of nearest items, pruned. */
    public Candidates candidates(int position, int nearest, CandidateRefiner order) {
        Candidates found;
        if (!unsure.get(position)) {
            found = Objects.requireNonNull(kept).candidates(position);
        } else if (keptForUnsure != null) {
            found = keptForUnsure.candidates(position);
        } else {
            found = Candidates.all(filter.count());
        }
        Candidates copy = found.copy();
        order.prune(position, copy, Math.min(nearest, copy.count), 0);
        return copy;
    }

    /**
     * Returns whether the keys of a row's candidates bound distances, and each stands for one item, as the row does.
     */
    public boolean areDistinct(int position, Candidates candidates) {
        boolean distinctRows =
                distinct.size(filter.group(position)) == 1 && candidates.keys[0] > Float.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates.count && distinctRows; i++) {
            distinctRows = distinct.size(filter.group(candidates.positions[i])) == 1;
        }
        return distinctRows;
    }

    /** Calls a consumer with all items whose row is at a position. */
    public void forEachItem(int position, IntConsumer consumer) {
        int group = filter.group(position);
        for (int member = 0; member < distinct.size(group); member++) {
            consumer.accept(distinct.member(group, member));
        }
    }

    /** Returns the first item whose row is at a position. */
    public int item(int position) {
        return distinct.first(filter.group(position));
    }

    /** Returns the distinct rows, packed. */
    public PackedRows rows() {
        return filter;
    }

    /** Returns an object for one thread that puts candidates in order. */
    public CandidateRefiner refiner() {
        return new CandidateRefiner(features, filter, distinct, kernels);
    }

    /** Returns all positions, those of likely neighbors next to each other. */
    public int[] byLikeness() {
        return likeness;
    }

    private int few() {
        return Math.max(FEW, filter.count() / FEW);
    }

    private void find() {
        int[] unsure = search(null);
        if (unsure.length > 0 && unsure.length <= few()) {
            order(unsure, "order again", order -> position -> Candidates.all(filter.count()));
        } else if (unsure.length > 0) {
            search(unsure);
        }
    }

    /**
     * Passes the neighbors of all positions, or of the unsure ones, to the sink and returns the positions still unsure.
     */
    private int[] search(int @Nullable [] unsure) {
        boolean estimating = unsure == null;
        BlockPairSearch search = products(estimating);
        return order(
                unsure == null ? search.byLikeness() : unsure,
                estimating ? "order" : "order again",
                order -> position -> search.take(position, order));
    }

    /** @param estimating whether candidates that are unlikely to be among the nearest are left out early */
    private BlockPairSearch products(boolean estimating) {
        int wantedDistinct = Math.min(wanted, filter.count());
        BlockPairSearch search =
                new BlockPairSearch(features, distinct, filter, projected, wantedDistinct, kernels, estimating);
        BlockPairs pairs = BlockPairs.all(filter.blocks());
        String stage = estimating ? "products" : "products again";
        search.run(pairs, parallelism, execution.progress(stage, pairs.count()));
        return search;
    }

    private interface CandidatesByOrder {
        IntFunction<@Nullable Candidates> using(CandidateRefiner order);
    }

    private int[] order(int[] of, String stage, CandidatesByOrder candidates) {
        ProgressMeter progress = execution.progress(stage, of.length);
        BitSet unsure = new BitSet();
        parallelism.forEachRow(of.length, () -> {
            CandidateRefiner order = refiner();
            IntFunction<@Nullable Candidates> byPosition = candidates.using(order);
            int[] nearest = new int[wanted];
            return i -> {
                int position = of[i];
                Candidates found = byPosition.apply(position);
                if (found == null) {
                    synchronized (unsure) {
                        unsure.set(position);
                    }
                } else {
                    order.nearest(position, found, nearest);
                    forEachItem(position, item -> sink.accept(item, nearest));
                }
                progress.add(1);
            };
        });
        return unsure.stream().toArray();
    }
}
