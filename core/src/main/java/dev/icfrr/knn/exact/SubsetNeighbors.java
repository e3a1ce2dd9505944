package dev.icfrr.knn.exact;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.CandidateRefiner;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.NeighborSink;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Arrays;
import java.util.BitSet;

/** Finds the exact nearest items of some items of a gallery, themselves included. */
public final class SubsetNeighbors {
    /** For this many items or more, packing the gallery for products in single precision is worth its time. */
    private static final int MANY = 64;

    private static final int ROWS = 8;
    private static final int GALLERY_ROWS = 32;

    private final Matrix features;
    private final DeduplicatedRows distinct;
    private final int[] items;
    private final int wanted;
    private final Kernels kernels;
    private final Parallelism parallelism;
    private final ProgressMeter progress;
    private final NeighborSink sink;

    /**
     * Prepares one search.
     *
     * @param distinct the checked rows
     * @param items gallery indices, each once
     * @param wanted how many per item, itself included
     */
    public SubsetNeighbors(
            Matrix features,
            DeduplicatedRows distinct,
            int[] items,
            int wanted,
            Parallelism parallelism,
            ProgressMeter progress,
            NeighborSink sink) {
        this.features = features;
        this.distinct = distinct;
        this.items = items;
        this.wanted = wanted;
        kernels = Kernels.forGallery(features.rows(), features.columns());
        this.parallelism = parallelism;
        this.progress = progress;
        this.sink = sink;
    }

    /** Finds the neighbors and passes them to the sink. */
    public void find() {
        if (items.length < MANY) {
            byAllDistances();
        } else {
            byProducts();
        }
    }

    private void byAllDistances() {
        int size = features.rows();
        CanonicalDistances distances = kernels.distances();
        parallelism.forEachBlock(items.length, ROWS, () -> {
            FeatureRows rows = new FeatureRows(features);
            int stride = rows.stride();
            double[] own = new double[ROWS * stride];
            double[] gallery = new double[GALLERY_ROWS * stride];
            double[] squared = new double[Math.multiplyExact(ROWS, size)];
            TopKSelector selection = TopKSelector.forRowsOf(Matrix.of(ROWS, size, squared), wanted);
            return (first, end) -> {
                for (int i = first; i < end; i++) {
                    rows.loadUnchecked(items[i], own, (i - first) * stride);
                }
                for (int item = 0; item < size; item += GALLERY_ROWS) {
                    int count = Math.min(GALLERY_ROWS, size - item);
                    rows.loadUnchecked(item, item + count, gallery);
                    distances.squared(own, end - first, gallery, count, stride, squared, item, size);
                }
                for (int i = first; i < end; i++) {
                    sink.accept(items[i], selection.nearest(i - first));
                }
                progress.add(end - first);
            };
        });
    }

    private void byProducts() {
        BitSet asked = new BitSet();
        Arrays.stream(items).forEach(asked::set);
        int[] order = new int[distinct.count()];
        int groups = putAskedFirst(asked, order);
        int blocks = Math.ceilDiv(groups, PackedRows.BLOCK);
        PackedRows filter = new PackedRows(features, distinct, order, kernels.products(), parallelism);
        BlockPairSearch search = new BlockPairSearch(
                features, distinct, filter, Math.min(wanted, filter.count()), kernels, false, blocks);
        BlockPairs pairs = BlockPairs.ofFirst(filter.blocks(), blocks);
        search.run(pairs, parallelism, new ProgressMeter(null, "products", pairs.count()));
        parallelism.forEachRow(groups, () -> {
            CandidateRefiner exact = new CandidateRefiner(features, filter, distinct, kernels);
            int[] nearest = new int[wanted];
            return position -> {
                exact.nearest(position, search.takeAll(position, exact), nearest);
                int group = filter.group(position);
                for (int member = 0; member < distinct.size(group); member++) {
                    int item = distinct.member(group, member);
                    if (asked.get(item)) {
                        sink.accept(item, nearest);
                        progress.add(1);
                    }
                }
            };
        });
    }

    /** Stores all groups of equal rows, those with a requested item first, and returns the number of the latter. */
    private int putAskedFirst(BitSet asked, int[] order) {
        int first = 0;
        int last = order.length;
        for (int group : PackedRows.scattered(order.length)) {
            boolean isAsked = false;
            for (int member = 0; member < distinct.size(group); member++) {
                isAsked |= asked.get(distinct.member(group, member));
            }
            order[isAsked ? first++ : --last] = group;
        }
        return first;
    }
}
